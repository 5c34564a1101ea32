"""What a locked profile leaves behind: nothing, in no window, for no other profile."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable

import flet as ft
import pytest

from app.session.open_profile import OpenProfile
from app.session.session import NoProfileError
from screens import routes
from screens.profile_ports import NewLock
from services.errors import WrongSecretError
from services.models.comfort import Comfort, Voice
from services.models.locking import LockSettings
from services.models.outbox import Sending, SendState
from tests.app.test_drafts import drafts_of, signs_in, started
from tests.components.harness import words_of
from tests.components.test_keyboard import key
from tests.components.world import Visit, World, visiting

SECRET_WORDS = "7 chemin des Figuiers"
PIN = NewLock("pin", "2468")


async def other_opened(world: World) -> None:
    profile = await asyncio.to_thread(world.house.profiles.create, "Brahim")
    await world.house.open_profile(profile.id)


async def test_records_cases_tokens_and_papers_are_out_of_reach(world: World, visit: Visit) -> None:
    await signs_in(visit)
    opened = await started(visit)
    drafts_of(visit).write(opened, "address", SECRET_WORDS)
    first = visit.window.profile
    await first.refresh_cases()
    await asyncio.to_thread(first.vault.attachments.put, "paper", [b"picture"])
    await other_opened(world)
    second = visit.window.profile
    assert second is not first
    assert not second.account.signed_in
    assert second.account.person is None
    assert visit.window.ui.person is None
    assert await drafts_of(visit).open(opened.draft.id) is None
    assert (await visit.window.actions.requests.listed(None, 9)).rows == []
    assert not second.vault.attachments.exists("paper")
    assert not await second.ministry.is_signed_in()
    reads: tuple[Callable[[], object], ...] = (first.drafts.list, first.requests.list, first.documents.list)
    for read in reads:
        with pytest.raises(ValueError, match="closed"):
            read()


async def test_nothing_is_sent_for_a_locked_profile(world: World, visit: Visit) -> None:
    first = visit.window.profile
    await visit.window.actions.profiles.close()
    assert all(task.done() for task in first._tasks)
    assert world.house.opened is None
    with pytest.raises(NoProfileError):
        _ = visit.window.profile


async def test_another_window_on_a_private_screen_shows_nothing_of_it(world: World, visit: Visit) -> None:
    # Amina's list stays open in one window while Brahim's profile is opened in the other.
    opened = await started(visit)
    async with visiting(world, "fr", routes.REQUESTS) as other:
        service = other.t.text(opened.service.name)
        await other.until(lambda: other.has_button(service))
        await other_opened(world)
        await other.until(lambda: not other.has_button(service), "Amina's draft to go")
        await other.open(routes.REQUESTS)
        await other.at(other.t("My requests"))
        assert not other.has_button(service)


async def test_a_private_screen_inherits_nothing_from_another_profile(world: World, visit: Visit) -> None:
    # It would not even if one profile took the place of the other between two renderings.
    opened, first = await started(visit), visit.window.profile
    await visit.open(routes.REQUESTS)
    service = visit.t.text(opened.service.name)
    await visit.until(lambda: visit.has_button(service))
    brahim = await asyncio.to_thread(world.house.profiles.create, "Brahim")
    house = world.house
    vault = await asyncio.to_thread(house.profiles.open, brahim.id)
    second = await OpenProfile.start(vault, house.connect, house.events, house.catalogue, house.clock)
    world.house.opened = second
    visit.window.show(second)
    await visit.until(lambda: not visit.has_button(service), "Amina's draft to go")
    await first.close()


async def test_what_was_said_cannot_be_said_again(world: World, visit: Visit) -> None:
    await visit.window.actions.preferences.change_comfort(Comfort(voice=Voice.ON_REQUEST))
    await visit.open(routes.HOME)
    visit.window.voice.listen()
    await visit.until(lambda: world.speaker.heard, "something said")
    assert any("Amina" in each.shown for each in world.speaker.heard[-1].utterances)
    await visit.window.actions.profiles.close()
    before = len(world.speaker.heard)
    assert world.speaker.repeat() is None
    visit.window.voice.repeat()
    assert len(world.speaker.heard) == before
    voice = visit.window.voice
    assert (voice._said, voice._passages, voice._reader._told) == ((), [], set())
    assert voice.speech.sentence is None


async def test_the_window_forgets_news_ways_back_and_sendings(visit: Visit) -> None:
    window = visit.window
    window.news.say(SECRET_WORDS)
    window.ui.came_from = window.ui.helped_from = routes.draft("1")
    window.sendings.by_id = {"1": Sending("request", "1", SendState.WAITING)}
    await window.actions.profiles.close()
    assert (window.news.text, window.news.problem) == ("", None)
    assert (window.ui.came_from, window.ui.helped_from) == ("", "")
    assert window.sendings.by_id == {}
    assert (window.ui.profile, window.ui.person) == (None, None)


async def test_a_file_on_its_way_from_the_browser_is_not_taken_any_more(visit: Visit) -> None:
    address, content = visit.house.intake.open(1000)
    await visit.window.actions.profiles.close()
    assert content.cancelled()
    assert address.removeprefix("/intake/") not in visit.house.intake._slots


async def test_keys_and_records_leave_memory(world: World, visit: Visit) -> None:
    # Not the window, nor a task, nor the loop holds on to what could open a record.
    await visit.open(routes.REQUESTS)
    await started(visit)
    profile = visit.window.profile
    gone: list[weakref.ref[object]] = [weakref.ref(profile), weakref.ref(profile.vault)]
    del profile
    await visit.window.actions.profiles.close()
    await visit.open(routes.PROFILES)
    await visit.at(visit.t("Who is using Qarib?"))
    gc.collect()
    assert [each() for each in gone] == [None] * len(gone)


async def test_locking_writes_what_is_unwritten(world: World, visit: Visit) -> None:
    opened = await started(visit)
    drafts_of(visit).write(opened, "address", SECRET_WORDS)
    profile_id = visit.window.profile.profile.id
    await key(visit, "F2", shift=True)
    await visit.at(visit.t("Who is using Qarib?"))
    again = await world.house.open_profile(profile_id)
    kept = await asyncio.to_thread(again.drafts.get, opened.draft.id)
    assert kept is not None
    assert kept.inputs["address"] == SECRET_WORDS


async def test_the_whole_window_shows_nothing_of_it(visit: Visit) -> None:
    opened = await started(visit)
    drafts_of(visit).write(opened, "address", SECRET_WORDS)
    await visit.open(routes.draft(opened.draft.id))
    await visit.until(lambda: visit.page.route.startswith(routes.group(opened.draft.id, "")))
    await visit.presses("Hide now")
    await visit.at(visit.t("Who is using Qarib?"))
    fields = [each.value for each in visit.all(ft.TextField)]
    shown = " ".join([*visit.words(), *map(words_of, visit.all(ft.View)), *map(str, fields)])
    assert SECRET_WORDS not in shown
    assert opened.draft.id not in visit.page.route


async def test_it_locks_by_itself_in_every_window(world: World, visit: Visit) -> None:
    async with visiting(world, "fr", routes.REQUESTS) as other:
        visit.house.locking._uptime = lambda: 0.0
        visit.house.locking.begin(LockSettings(5))
        visit.house.locking._uptime = lambda: 250.0
        visit.house.locking._stir.set()
        for window in (visit, other):
            await window.sees(window.t("Qarib locks in less than a minute."))
        await other.presses("Stay here")
        assert not other.shows(other.t("Qarib locks in less than a minute."))
        visit.house.locking._uptime = lambda: 251.0 + 300
        visit.house.locking._stir.set()
        for window in (visit, other):
            await window.at(window.t("Who is using Qarib?"))
    assert world.house.opened is None


async def test_hiding_the_only_window_locks_where_so_chosen(visit: Visit) -> None:
    await visit.window.actions.profiles.change_settings(LockSettings(None, when_hidden=True))
    await visit.fire(visit.page, "app_lifecycle_state_change", {"state": "hide"})
    await visit.until(lambda: visit.house.opened is None, "the lock")


async def test_a_wrong_pin_closes_nobody_elses_profile(world: World, visit: Visit) -> None:
    locked = await asyncio.to_thread(world.house.profiles.create, "Brahim", PIN.secret)
    mine = world.house.opened
    with pytest.raises(WrongSecretError):
        await world.house.open_profile(locked.id, "1357")
    assert world.house.opened is mine
