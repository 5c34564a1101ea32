"""Messages and replies while they are written: kept like a draft, and gone once they are sent."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from services.errors import StorageFullError
from services.messages import MessageRepository
from services.unsent import UNSENT
from tests.app.test_drafts import file
from tests.components.world import Visit, World
from tests.journeys.papers import photograph


async def test_a_message_being_written_is_there_after_a_restart(world: World, visit: Visit) -> None:
    visit.window.actions.cases.keep_message("case", " Bonjour,")
    assert (await visit.window.actions.cases.unsent_message("case")).text == " Bonjour,"
    assert (await visit.window.actions.cases.unsent_message("other")).text == ""
    visit.window.actions.cases.keep_message("case", " Bonjour, je")
    profile_id = visit.window.profile.profile.id
    await world.house.close_profile()
    await world.house.open_profile(profile_id)
    assert (await visit.window.actions.cases.unsent_message("case")).text == " Bonjour, je"


async def test_it_is_on_the_disk_without_being_asked(visit: Visit) -> None:
    visit.window.actions.cases.keep_message("case", "Bonjour")
    await visit.until(lambda: visit.window.profile.vault.heads(UNSENT))


async def test_once_sent_nothing_is_left_of_it(visit: Visit) -> None:
    cases, profile = visit.window.actions.cases, visit.window.profile
    cases.keep_message("case", "Bonjour")
    await cases.write("case", "Bonjour")
    await asyncio.to_thread(profile.saver.flush)
    assert profile.vault.heads(UNSENT) == []
    assert [kept.message.text for kept in profile.messages.thread("case")] == ["Bonjour"]


async def test_what_cannot_be_sent_is_still_being_written(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFullError

    cases = visit.window.actions.cases
    cases.keep_message("case", "Bonjour")
    with monkeypatch.context() as disk:
        disk.setattr(MessageRepository, "send", full)
        with pytest.raises(StorageFullError):
            await cases.write("case", "Bonjour")
    assert (await cases.unsent_message("case")).text == "Bonjour"


async def test_a_key_that_comes_after_the_profile_closed_is_no_fault(visit: Visit) -> None:
    await visit.house.close_profile()
    visit.window.actions.cases.keep_message("case", "late")


async def test_a_reply_being_written_keeps_its_papers(visit: Visit, tmp_path: Path) -> None:
    cases, profile = visit.window.actions.cases, visit.window.profile
    document = await cases.keep_paper(file(photograph(tmp_path / "recto.jpg")), lambda _: None)
    cases.keep_reply("ask", "La voici", [document])
    unsent = await cases.unsent_reply("ask")
    assert (unsent.text, [each.id for each in unsent.documents]) == ("La voici", [document.id])
    await cases.drop_paper(document.id)
    assert profile.documents.list() == [document], "it is still named"
    cases.keep_reply("ask", "La voici", [])
    await cases.drop_paper(document.id)
    assert profile.documents.list() == []
