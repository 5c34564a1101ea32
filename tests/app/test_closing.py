"""Closing a profile while its screens still ask for something."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from screens import routes
from tests.app.test_drafts import drafts_of, signs_in, started
from tests.components.harness import PATIENCE
from tests.components.world import Visit, World, visiting


async def test_closing_with_something_unwritten_ends_at_the_profiles(world: World, visit: Visit) -> None:
    # The late writing makes the lists reload from a store that closes.
    opened = await started(visit)
    async with visiting(world, "fr", routes.HOME) as other:
        for turn in range(8):
            await other.at(other.t("Hello, {name}", name="Amina"))
            opened = await drafts_of(visit).open(opened.draft.id) or opened
            drafts_of(visit).write(opened, "address", f"{turn} chemin des Figuiers")
            await other.press(other.t("Hide now"))
            await other.at(other.t("Who is using Qarib?"))
            await other.presses("Amina")


async def test_closing_while_the_ministry_is_asked_ends_at_the_profiles(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signs_in(visit)
    asked, let_go = asyncio.Event(), asyncio.Event()
    carry = world.line.handle_async_request

    async def slow(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/cases":
            asked.set()
            await let_go.wait()
        return await carry(request)

    monkeypatch.setattr(world.line, "handle_async_request", slow)
    await visit.open(routes.REQUESTS)
    await asyncio.wait_for(asked.wait(), PATIENCE)
    await visit.open(routes.HOME)
    await visit.presses("Hide now")
    let_go.set()
    await visit.at(visit.t("Who is using Qarib?"))
    await visit.settle()
    assert visit.window.news.problem is None
