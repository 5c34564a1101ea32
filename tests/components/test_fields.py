"""Fields keep what is typed and chosen, at any speed, and are one thing with their words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import flet as ft
import pytest

from screens.components.field import FieldWords, TextField
from screens.context import use_value
from tests.components.harness import Harness
from tests.components.stage import Stage

SENTENCE = "Ma fille Dihya, née le 3 février, marche avec des béquilles."


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_typing_at_speed_keeps_every_character_while_the_page_renders(stage: Stage) -> None:
    """Between a key's text and its event the page around may render: the old text must not come back."""
    kept: list[str] = []
    render: list[Callable[[int], None]] = []

    def page() -> ft.Control:
        turn, set_turn = use_value(0)
        render[:] = [set_turn]
        return ft.Column(
            [ft.Text(f"turn {turn}"), TextField(FieldWords("Note"), "", lambda text: kept.append(text))]
        )

    async with Harness() as ui:
        await stage.show(ui, page)
        for end in range(1, len(SENTENCE) + 1):
            control = ui.field("Note")
            ui.session.apply_patch(control._i, {"value": SENTENCE[:end]})
            render[0](end)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            await ui.session.dispatch_event(control._i, "change", SENTENCE[:end])
        await ui.settle()
        assert ui.field("Note").value == SENTENCE
        assert [
            value
            for name, value in ui.client.written
            if name == "value" and not str(value).startswith("turn")
        ] == []
    assert kept == [SENTENCE[:end] for end in range(1, len(SENTENCE) + 1)]
