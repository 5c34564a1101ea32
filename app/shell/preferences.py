"""How the app is seen and heard: kept for the profile that is open, and for the screens before one is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from app.shell.house import House
from screens.state import Ui
from services.models.comfort import Comfort


class HousePreferences:
    """`speak` changes the language of the window in which it was chosen."""

    def __init__(self, house: House, ui: Ui, speak: Callable[[str], None]) -> None:
        self._house = house
        self._ui = ui
        self._speak = speak

    async def choose_language(self, language: str) -> None:
        house = self._house
        await asyncio.to_thread(house.device.choose_language, language)
        self._speak(language)
        if house.opened is not None:
            await self._keep(replace(self._ui.comfort, language=language))

    async def change_comfort(self, comfort: Comfort) -> None:
        """Shown at once in every window, then kept. Raises `VaultError`."""
        house = self._house
        self._ui.comfort_asked = True
        house.events.on_comfort(comfort)
        await self._keep(comfort)

    async def _keep(self, comfort: Comfort) -> None:
        opened = self._house.opened
        await asyncio.to_thread(self._house.device.choose_comfort, comfort)
        if opened is not None:
            opened.comfort = comfort
            await asyncio.to_thread(opened.comforts.keep, comfort)
