"""What is done for an open profile while nobody waits for it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest

from services.drafts import KIND as DRAFT
from services.errors import StorageFullError
from services.vault.interface import Body
from tests.app.test_drafts import started
from tests.components.world import Visit, World
from tests.unit.vault.test_index_damage import look_briefly

GONE = "0193f0a0-6c00-7b00-8a00-000000000009"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.session.maintenance.AFTER", 0.0)


async def test_what_a_crash_left_is_gone_soon_after_opening(world: World, visit: Visit) -> None:
    vault = visit.window.profile.vault
    vault.attachments.put(GONE, [b"x"])
    await world.house.close_profile()
    again = await world.house.open_profile(vault.profile.id)
    await visit.until(lambda: not again.vault.attachments.exists(GONE))


async def test_drafts_of_an_older_version_become_like_the_others(world: World, visit: Visit) -> None:
    opened, profile = await started(visit), visit.window.profile
    body: Body | None = profile.vault.get(DRAFT, opened.draft.id)
    assert body is not None
    names = ("service_id", "form_version", "created_at", "updated_at")
    with profile.vault.transaction() as tx:
        head = {name: body[name] for name in names} | {"answered": 1, "group": None}
        tx.put(DRAFT, opened.draft.id, body, head=head)
    await world.house.close_profile()
    again = await world.house.open_profile(profile.profile.id)
    await visit.until(lambda: all(isinstance(head, list) for _, head in again.vault.listing(DRAFT)))
    assert again.vault.get(DRAFT, opened.draft.id) == body


async def test_no_room_to_tidy_keeps_nobody_out(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise StorageFullError

    profile = visit.window.profile.profile
    await world.house.close_profile()
    monkeypatch.setattr("services.document_repository.DocumentRepository.sweep", full)
    again = await world.house.open_profile(profile.id)
    await asyncio.sleep(0.05)
    assert await asyncio.to_thread(again.drafts.count) == 0
    assert visit.window.news.problem is None


async def test_closed_while_it_sweeps_it_ends_whole(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    loop, ended = asyncio.get_running_loop(), []

    def slow(_: object) -> None:
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result()
        ended.append(True)

    profile = visit.window.profile.profile
    await world.house.close_profile()
    monkeypatch.setattr("services.document_repository.DocumentRepository.sweep", slow)
    await world.house.open_profile(profile.id)
    await begun.wait()
    closing = asyncio.create_task(world.house.close_profile())
    await asyncio.sleep(0)
    go_on.set()
    await closing
    assert ended


async def test_the_whole_store_is_looked_at(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    profile = visit.window.profile.profile
    await world.house.close_profile()
    monkeypatch.setattr("services.vault.Vault.check", lambda vault: looks.append(vault) or True)
    again = await world.house.open_profile(profile.id)
    await visit.until(lambda: looks == [again.vault])


async def test_a_store_that_was_damaged_is_repaired_and_told(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The damage lies behind what opening has time to look at.
    opened, profile = await started(visit), visit.window.profile
    await world.house.close_profile()
    path = profile.vault._folder / "records.db"
    with closing(sqlite3.connect(path)) as database:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'record_heads'"
        ((root,),) = database.execute(query).fetchall()
    content = bytearray(path.read_bytes())
    content[content.index(b"draft", (root - 1) * 4096)] ^= 1
    path.write_bytes(content)
    look_briefly(monkeypatch)
    again = await world.house.open_profile(profile.profile.id)
    assert not visit.window.ui.repaired
    await visit.until(lambda: visit.window.ui.repaired)
    assert [head.id for head in again.drafts.list()] == [opened.draft.id]
