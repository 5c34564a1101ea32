"""After the own voice was used the app goes on, whichever way of Flet's leads to its client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from app.shell.window import Window
from screens import routes
from screens.tree import shown_view
from services.models.comfort import Comfort, Voice
from tests.app.wires import WIRES
from tests.components.world import World

PATIENCE = 20.0
KEY = {"shift": False, "ctrl": False, "alt": False, "meta": False}


async def until(holds: Callable[[], Any], what: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.01)
    except TimeoutError:
        pytest.fail(f"waited in vain: {what}")


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.__name__)
async def test_who_used_the_voice_can_go_on(wire: Any, world: World, tmp_path: Path) -> None:
    house = world.house
    opened = await house.open_profile(house.profiles.create("Amina").id)
    opened.comfort = Comfort(voice=Voice.ON_REQUEST)
    windows: list[Window] = []

    async def main(page: ft.Page) -> None:
        windows.append(Window(page, house))
        windows[0].open("fr")

    async with wire(main, tmp_path) as client:
        await client.registers()
        await until(lambda: windows and _at(windows[0]) == routes.HOME, "the first screen")
        window = windows[0]
        await client.event("keyboard_event", {**KEY, "key": "F8"})
        await until(lambda: window.voice.speech.can_repeat, "something was said")

        await client.event("keyboard_event", {**KEY, "key": "F9"})
        await until(lambda: _at(window) == routes.KEYBOARD, "the keys are shown")
        assert not window.voice.speech.can_repeat
        window.close()


def _at(window: Window) -> str | None:
    view = shown_view(window.page)
    return view.route if view else None
