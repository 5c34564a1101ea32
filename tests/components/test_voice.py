"""The app's own voice before a person: what it says, when it is quiet, and what is seen of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import flet as ft
import pytest

from i18n.problems import describe
from screens import routes
from services.errors import NoAudioDeviceError, NoVoiceError
from services.models.comfort import Comfort, Voice
from services.speech import InMemorySpeaker
from tests.components.harness import plain, words_of
from tests.components.world import Visit, World, visiting

ON_REQUEST = Comfort(voice=Voice.ON_REQUEST)
READING = Comfort(voice=Voice.READING)


def said(speaker: InMemorySpeaker) -> list[list[str]]:
    """Return what is shown of each speech."""
    return [[plain(each.shown) for each in heard.utterances] for heard in speaker.heard]


@asynccontextmanager
async def hearing(
    world: World, comfort: Comfort, language: str = "fr", route: str = routes.HOME
) -> AsyncIterator[Visit]:
    """Open a window of Amina's profile with this comfort."""
    if world.house.opened is None:
        await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, language, route) as visit:
        await visit.window.actions.preferences.change_comfort(comfort)
        await visit.settle()
        yield visit


async def with_speaker(world: World, speaker: InMemorySpeaker) -> InMemorySpeaker:
    """Start the app again with another speaker."""
    await world.stop()
    world.speaker = speaker
    await world.start()
    return speaker


@pytest.fixture
async def slow(world: World) -> InMemorySpeaker:
    """A speaker that says the next word when the test asks."""
    return await with_speaker(world, InMemorySpeaker(by_itself=False))


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_listen_says_the_title_and_the_content_and_not_the_header(world: World, language: str) -> None:
    async with hearing(world, ON_REQUEST, language) as visit:
        await visit.presses("Listen")
        await visit.until(lambda: said(world.speaker))
        t = visit.t
        heard = said(world.speaker)[-1]
        assert " ".join(heard).startswith(plain(t("Hello, {name}", name="Amina")))
        assert plain(t("What would you like to do?")) in heard
        shown = " ".join(visit.words())
        assert all(sentence in shown for sentence in heard)
        assert not {t("Display and voice"), t("Listen"), t("Stop")} & set(heard)
        assert {each.language for each in world.speaker.heard[-1].utterances} <= {language, "fr"}


async def test_without_a_voice_nothing_speaks_and_no_button_promises_it(world: World) -> None:
    async with hearing(world, replace(READING, screen_reader=True)) as visit:
        assert not visit.has_button(visit.t("Listen"))
        visit.window.actions.voice.listen()
        await visit.settle()
    assert world.speaker.heard == []


async def test_a_screen_is_read_when_it_opens_and_only_what_is_new_after(world: World) -> None:
    async with hearing(world, READING) as visit:
        await visit.until(lambda: said(world.speaker))
        assert plain(visit.t("What would you like to do?")) == said(world.speaker)[0][0]
        await visit.presses("Sign in")
        await visit.at(visit.t("Sign in"))
        await visit.until(lambda: said(world.speaker)[-1][0] == visit.t("Sign in"))
        count = len(world.speaker.heard)
        await visit.presses("Send me a code")
        await visit.until(lambda: len(world.speaker.heard) > count)
        advice = said(world.speaker)[-1]
        assert visit.t("Sign in") not in advice
        assert all(visit.shows(sentence) for sentence in advice)


async def test_what_is_personal_is_said_only_when_it_is_asked_for(world: World) -> None:
    async with hearing(world, READING) as visit:
        await visit.presses("Sign in")
        await visit.at(visit.t("Sign in"))
        await visit.type(visit.t("Social security number"), "12")
        await visit.until(lambda: said(world.speaker))
        assert not any(
            "Amina" in sentence or "12" in sentence for each in said(world.speaker) for sentence in each
        )
        await visit.presses("Listen")
        await visit.until(lambda: "12" in said(world.speaker)[-1])


async def test_whatever_the_person_does_interrupts_it(world: World, slow: InMemorySpeaker) -> None:
    async with hearing(world, READING) as visit:
        await visit.until(lambda: slow.heard)
        slow.say_word()
        await visit.until(lambda: visit.has_button(visit.t("Stop")))
        await visit.presses("Make a request")
        assert type(slow.heard[0].end).__name__ == "SpeechInterrupted"
        await visit.until(lambda: len(slow.heard) > 1)
        assert said(slow)[1][0] == visit.t("Services")


async def test_the_bar_marks_the_word_and_stops_and_repeats(world: World, slow: InMemorySpeaker) -> None:
    async with hearing(world, ON_REQUEST) as visit:
        assert not visit.has_button(visit.t("Stop"))
        await visit.presses("Listen")
        slow.say_word()
        word = await visit.until(lambda: marked(visit))
        assert said(slow)[0][0].startswith(word)
        slow.say_word()
        await visit.until(lambda: marked(visit) != word)
        await visit.presses("Stop")
        assert type(slow.heard[0].end).__name__ == "SpeechInterrupted"
        assert marked(visit) == ""
        await visit.presses("Repeat")
        assert said(slow)[1] == said(slow)[0]


async def test_a_word_changes_the_bar_and_nothing_else(world: World, slow: InMemorySpeaker) -> None:
    async with hearing(world, ON_REQUEST) as visit:
        await visit.presses("Listen")
        slow.say_word()
        word = await visit.until(lambda: marked(visit))
        visit.client.written.clear()
        slow.say_word()
        await visit.until(lambda: marked(visit) != word)
        assert {name for name, _ in visit.client.written} <= {"text", "spans", "style"}
        live = [words_of(each) for each in visit.all(ft.Semantics) if each.live_region]
        assert not any(said(slow)[0][0] in words for words in live)


async def test_each_question_is_listened_to_by_itself(world: World) -> None:
    async with hearing(world, ON_REQUEST, route=routes.SIGN_IN) as visit:
        question = visit.t("Social security number")
        await visit.presses("Listen: {question}", question=question)
        await visit.until(lambda: said(world.speaker))
        assert said(world.speaker)[0][0] == question
        assert visit.t("Send me a code") not in said(world.speaker)[0]


@pytest.mark.parametrize("problem", [NoAudioDeviceError(), NoVoiceError("fr")])
async def test_what_cannot_be_heard_is_told(world: World, problem: NoAudioDeviceError | NoVoiceError) -> None:
    if isinstance(problem, NoVoiceError):
        await with_speaker(world, InMemorySpeaker(voices=()))
    else:
        await with_speaker(world, InMemorySpeaker(problem=problem))
    async with hearing(world, ON_REQUEST, route=routes.COMFORT) as visit:
        told = describe(problem, visit.t)
        await visit.sees(told.title)
        await visit.presses("Try the voice")
        await visit.sees(told.in_one_line)


async def test_a_window_that_speaks_takes_the_voice_of_the_other(world: World, slow: InMemorySpeaker) -> None:
    async with hearing(world, ON_REQUEST) as first:
        await first.presses("Listen")
        slow.say_word()
        await first.until(lambda: marked(first))
        async with visiting(world, route="/home") as second:
            await second.presses("Listen")
            slow.say_word()
            await second.until(lambda: marked(second))
            assert marked(first) == ""
            first.window.actions.voice.stop()
            assert slow.heard[-1].end is None


def marked(visit: Visit) -> str:
    """Return the word of the bar that is marked."""
    spans = [span for text in visit.all(ft.Text) for span in text.spans or []]
    return plain("".join(span.text or "" for span in spans if span.style is not None))
