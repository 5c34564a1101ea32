"""A profile from its opening to its closing, while things are under way."""

from __future__ import annotations

import asyncio
import logging

import httpx
import pytest

from ministry.demo import CITIZEN, CODE
from services.errors import DamagedRecordError, MinistryError, StorageFullError, VaultError
from services.models.outbox import SendState
from services.models.request import Draft
from tests.app.test_drafts import complete, drafts_of, signs_in, started
from tests.components.harness import PATIENCE
from tests.components.world import Visit, World, visiting


async def test_opening_twice_gives_the_same(world: World) -> None:
    profile = world.house.profiles.create("Amina")
    first, second = await asyncio.gather(
        world.house.open_profile(profile.id), world.house.open_profile(profile.id)
    )
    assert first is second is world.house.opened


async def test_another_profile_closes_the_first(world: World) -> None:
    amina, brahim = world.house.profiles.create("Amina"), world.house.profiles.create("Brahim")
    first = await world.house.open_profile(amina.id)
    second = await world.house.open_profile(brahim.id)
    with pytest.raises(ValueError, match="closed"):
        first.drafts.list()
    assert second.drafts.list() == []


async def test_closing_twice_is_closing_once(world: World) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    await asyncio.gather(world.house.close_profile(), world.house.close_profile())
    assert world.house.opened is None
    await world.house.close_profile()


async def test_a_profile_that_does_not_open_can_be_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = world.house.profiles.create("Amina")
    with monkeypatch.context() as broken:
        broken.setattr("services.single_record.SingleRecord.get", full)
        with pytest.raises(StorageFullError):
            await world.house.open_profile(profile.id)
    assert world.house.opened is None
    assert (await world.house.open_profile(profile.id)).profile == profile


def full(*_: object) -> None:
    raise StorageFullError


async def test_a_person_that_cannot_be_read_does_not_lock_the_profile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_: object) -> None:
        raise DamagedRecordError("person", "self")

    monkeypatch.setattr("services.people.PersonRepository.get", damaged)
    opened = await world.house.open_profile(world.house.profiles.create("Amina").id)
    assert opened.account.person is None


async def test_a_profile_whose_last_words_cannot_be_written_stays_open(visit: Visit) -> None:
    opened, profile = await started(visit), visit.window.profile
    save, profile.saver._save = profile.saver._save, full
    drafts_of(visit).write(opened, "address", "7 chemin des Figuiers")
    with pytest.raises(StorageFullError):
        await visit.house.close_profile()
    assert visit.house.opened is profile
    profile.saver._save = save
    await visit.house.close_profile()
    again = await visit.house.open_profile(profile.profile.id)
    found: Draft | None = await asyncio.to_thread(again.drafts.get, opened.draft.id)
    assert found is not None
    assert found.inputs["address"] == "7 chemin des Figuiers"


async def test_a_profile_that_was_not_switched_to_is_closed_again(visit: Visit) -> None:
    opened, profile = await started(visit), visit.window.profile
    other = visit.house.profiles.create("Brahim")
    save, profile.saver._save = profile.saver._save, failing
    drafts_of(visit).write(opened, "address", "7 chemin des Figuiers")
    with pytest.raises(VaultError):
        await visit.house.open_profile(other.id)
    assert visit.house.opened is profile
    profile.saver._save = save
    assert (await visit.house.open_profile(other.id)).profile == other


def failing(*_: object) -> None:
    raise VaultError


async def test_closed_in_the_middle_of_sending_it_is_sent_after_the_next_opening(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signs_in(visit)
    opened, profile = await complete(visit), visit.window.profile
    held, let_go = asyncio.Event(), asyncio.Event()
    carry = world.line.handle_async_request

    async def slow(request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            held.set()
            await let_go.wait()
        return await carry(request)

    monkeypatch.setattr(world.line, "handle_async_request", slow)
    await drafts_of(visit).send(opened)
    await asyncio.wait_for(held.wait(), PATIENCE)
    assert profile.requests.list()[0].sending.state is SendState.SENDING
    await world.house.close_profile()
    let_go.set()
    again = await world.house.open_profile(profile.profile.id)
    await visit.until(lambda: again.requests.receipt(opened.draft.id))
    assert len(world.desk.waiting()) == 1


async def test_the_sign_in_is_kept_over_a_restart(world: World, visit: Visit) -> None:
    await signs_in(visit)
    profile_id = visit.window.profile.profile.id
    await world.house.close_profile()
    again = await world.house.open_profile(profile_id)
    assert again.account.signed_in
    assert again.account.person is not None
    assert again.account.person.number == CITIZEN.number


async def test_a_sign_in_counts_though_the_person_cannot_be_asked_yet(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The code is used up by then: it must not be asked for again.
    carry = world.line.handle_async_request

    async def no_person(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/person":
            raise httpx.ConnectError("cut", request=request)
        return await carry(request)

    sign_in = visit.window.actions.sign_in
    await sign_in.ask_code(CITIZEN.number)
    with monkeypatch.context() as cut:
        cut.setattr(world.line, "handle_async_request", no_person)
        await sign_in.enter_code(CODE)
        assert visit.window.ui.signed_in
    visit.window.profile.poller.now()
    await visit.until(lambda: visit.window.ui.person)
    assert visit.window.ui.person is not None
    assert visit.window.ui.person.number == CITIZEN.number


async def test_a_sign_in_that_the_ministry_ended_is_no_lack_of_network(world: World, visit: Visit) -> None:
    await signs_in(visit)
    world.forget_sign_ins()
    with pytest.raises(MinistryError):
        await visit.window.profile.refresh_cases()
    visit.window.profile.poller.now()
    await visit.until(lambda: not visit.window.ui.signed_in)
    assert visit.window.ui.online


async def test_no_network_is_said_and_so_is_its_return(world: World, visit: Visit) -> None:
    await signs_in(visit)
    world.line.is_cut = True
    visit.window.profile.poller.now()
    await visit.until(lambda: not visit.window.ui.online)
    world.line.is_cut = False
    visit.window.profile.poller.now()
    await visit.until(lambda: visit.window.ui.online)


async def test_following_goes_on_after_a_full_disk(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    await signs_in(visit)
    profile = visit.window.profile
    with monkeypatch.context() as disk:
        disk.setattr(profile.case_sync, "sync_all", no_room)
        profile.poller.now()
        await visit.until(lambda: isinstance(visit.window.news.problem, StorageFullError))
    looked = asyncio.Event()
    sync_all = profile.case_sync.sync_all

    async def seen():  # type: ignore[no-untyped-def]
        looked.set()
        return await sync_all()

    monkeypatch.setattr(profile.case_sync, "sync_all", seen)
    profile.poller.now()
    await asyncio.wait_for(looked.wait(), PATIENCE)


async def no_room() -> None:
    raise StorageFullError


async def test_a_look_asked_for_during_a_look_is_not_forgotten(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signs_in(visit)
    profile = visit.window.profile
    looks, begun, go_on = 0, asyncio.Event(), asyncio.Event()
    sync_all = profile.case_sync.sync_all

    async def slow():  # type: ignore[no-untyped-def]
        nonlocal looks
        looks += 1
        begun.set()
        await go_on.wait()
        return await sync_all()

    monkeypatch.setattr(profile.case_sync, "sync_all", slow)
    profile.poller.now()
    await asyncio.wait_for(begun.wait(), PATIENCE)
    profile.poller.now()
    go_on.set()
    await visit.until(lambda: looks == 2)


async def test_a_worker_that_dies_is_noted_without_its_words(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def dies(_: object) -> None:
        raise RuntimeError("Amina")

    monkeypatch.setattr("app.session.case_poller.CasePoller.run", dies)
    profile = world.house.profiles.create("Amina")
    with caplog.at_level(logging.ERROR, "qarib"):
        async with visiting(world, "fr"):
            await world.house.open_profile(profile.id)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
    assert "RuntimeError" in caplog.text
    assert "Amina" not in caplog.text
