"""How the app is seen and heard: kept for the profile that is open, else for the device."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from services.models.comfort import Comfort

if TYPE_CHECKING:
    from app.window import Window


class ComfortActions:
    def __init__(self, window: Window) -> None:
        self._window = window

    async def change(self, comfort: Comfort) -> None:
        """Shown at once in every window, then kept. Raises `VaultError`."""
        house = self._window.house
        self._window.ui.comfort_asked = True
        house.listeners.on_comfort(comfort)
        opened = house.opened
        if opened is None:
            await asyncio.to_thread(house.device.choose_comfort, comfort)
        else:
            opened.comfort = comfort
            await asyncio.to_thread(opened.comforts.keep, comfort)
