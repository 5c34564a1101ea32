"""What the reader says by itself, of screens that change."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from app.shell import reader
from app.shell.reader import Reader
from screens.aloud import Passage


@pytest.fixture(autouse=True)
def _settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SETTLED", 0.0)


class Room:
    """A screen and a voice: `said` holds what was given to it at a time."""

    def __init__(self, *texts: str) -> None:
        self.shown = [Passage(text) for text in texts]
        self.said: list[list[str]] = []
        self.reader = Reader(lambda: self.shown, self._say)

    def _say(self, passages: Sequence[Passage]) -> None:
        self.said.append([passage.text for passage in passages])

    async def looks(self) -> None:
        self.reader.look_soon()
        await settled()

    async def reads(self) -> None:
        self.reader.read(True)
        await settled()

    async def changes(self, *passages: str | Passage) -> None:
        self.shown = [each if isinstance(each, Passage) else Passage(each) for each in passages]
        await self.looks()


async def settled() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_says_what_is_shown_once() -> None:
    room = Room("Title", "Words")
    await room.reads()
    room.reader.finished()
    await settled()
    await room.looks()
    assert room.said == [["Title", "Words"]]


async def test_says_nothing_where_it_does_not_read() -> None:
    room = Room("Title")
    await room.looks()
    room.reader.went()
    await settled()
    assert room.said == []


async def test_leaves_out_what_is_personal() -> None:
    room = Room()
    room.shown = [Passage("Name"), Passage("Amina", when_asked=True)]
    await room.reads()
    assert room.said == [["Name"]]


async def test_what_comes_while_something_is_said_waits_until_it_is_over() -> None:
    room = Room("Title")
    await room.reads()
    await room.changes("Title", "News")
    assert room.said == [["Title"]]
    room.reader.finished()
    await settled()
    assert room.said == [["Title"], ["News"]]


async def test_what_is_said_gives_way_once_it_is_shown_no_more() -> None:
    room = Room("Title", "Loading")
    await room.reads()
    room.reader.reached(1)
    await room.changes("Title", "Ready")
    assert room.said == [["Title", "Loading"], ["Ready"]]


async def test_what_was_said_already_may_go_without_ending_the_rest() -> None:
    room = Room("Loading", "Title")
    await room.reads()
    room.reader.reached(1)
    await room.changes("Title")
    assert room.said == [["Loading", "Title"]]


async def test_another_screen_is_said_from_its_beginning() -> None:
    room = Room("Title", "Same words")
    await room.reads()
    room.reader.finished()
    room.reader.went()
    await room.changes("Another", "Same words")
    assert room.said[-1] == ["Another", "Same words"]


async def test_what_the_person_stopped_is_not_said_again() -> None:
    room = Room("Title", "Words")
    await room.reads()
    room.reader.quiet()
    await room.looks()
    assert room.said == [["Title", "Words"]]


async def test_what_goes_and_comes_again_is_said_again() -> None:
    room = Room("Title", "Offline")
    await room.reads()
    room.reader.finished()
    await room.changes("Title")
    await room.changes("Title", "Offline")
    assert room.said == [["Title", "Offline"], ["Offline"]]


async def test_leaves_alone_what_somebody_asked_for() -> None:
    room = Room("Title")
    await room.reads()
    room.reader.asked([Passage("Title")])
    await room.changes("Title", "News")
    assert room.said == [["Title"]]
    room.reader.finished()
    await settled()
    assert room.said == [["Title"], ["News"]]


async def test_an_error_told_anew_in_the_same_words_is_said_again() -> None:
    room = Room()
    room.shown = [Passage("Title"), Passage("Wrong", again=True)]
    await room.reads()
    room.reader.finished()
    room.reader.tell_again()
    await settled()
    assert room.said == [["Title", "Wrong"], ["Wrong"]]


async def test_says_nothing_more_once_the_window_closes() -> None:
    room = Room("Title")
    room.reader.read(True)
    room.reader.rest()
    await settled()
    assert room.said == []


async def test_all_is_new_when_reading_begins() -> None:
    room = Room("Title")
    await room.reads()
    room.reader.finished()
    room.reader.read(False)
    await room.reads()
    assert room.said == [["Title"], ["Title"]]
