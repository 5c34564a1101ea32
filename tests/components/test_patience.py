"""What takes longer than a second is said to be under way, and can be given up (and only that)."""

from __future__ import annotations

import asyncio

import flet as ft
import pytest

from screens import context
from screens.components.frame import screen
from screens.components.waiting import Waiting
from screens.context import use_guard
from tests.components.harness import Harness, words_of
from tests.components.stage import Stage


async def test_what_takes_long_is_said_and_can_be_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "LONG", 0.0)
    stage, given_up = Stage(), asyncio.Event()

    async def long() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()

    async with Harness() as ui:
        await stage.show_screen(ui, lambda: screen("x", [ft.FilledButton("Go", on_click=use_guard()(long))]))
        assert not ui.shows(stage.t("Cancel"))
        pressed = asyncio.ensure_future(ui.press("Go"))
        while stage.shared.news.cancel is None:
            await asyncio.sleep(0)
        await ui.settle()
        said = next(each for each in ui.all(ft.Semantics) if each.live_region)
        assert (words_of(said), said.opacity) == (stage.t("One moment…"), 1)
        await ui.press(stage.t("Cancel"))
        await asyncio.wait_for(pressed, 5)
        await ui.settle()
        assert not ui.shows(stage.t("Cancel"))
    assert given_up.is_set()
    assert stage.shared.news.problem is None
    assert stage.reports == []


@pytest.mark.parametrize(("long", "expected"), [(60.0, (False, 0)), (0.0, (True, 1))])
async def test_waiting_is_neither_seen_nor_said_before_it_is_long(
    monkeypatch: pytest.MonkeyPatch, long: float, expected: tuple[bool, float]
) -> None:
    monkeypatch.setattr(context, "LONG", long)
    async with Harness() as ui:
        await Stage().show(ui, lambda: Waiting("Un instant…"))

        def sign() -> ft.Semantics:
            return next(each for each in ui.all(ft.Semantics) if each.container)

        await ui.until(lambda: (sign().live_region, sign().opacity) == expected)
