"""Keys pressed in a window, and what they do. The table is `screens.keys`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from screens import keys, routes
from screens.keys import Act
from services.errors import VaultError

if TYPE_CHECKING:
    from app.window import Window


class Keyboard:
    """Hears every key of a window: what is typed into a field too. It keeps and notes none."""

    def __init__(self, window: Window) -> None:
        self._window = window

    async def on_key(self, event: ft.KeyboardEvent) -> None:
        ui = self._window.ui
        act = keys.act_of(
            event.key,
            shift=event.shift,
            other=event.ctrl or event.alt or event.meta,
            on=ui.comfort.shortcuts,
        )
        if act is None:
            return
        try:
            await self._do(act)
        except Exception as error:  # noqa: BLE001 - the same guarded edge as `screens.context.use_guard`
            self._window.report(error)

    async def _do(self, act: Act) -> None:
        voice, speaks = self._window.voice, self._window.ui.comfort.speaks
        match act:
            case Act.COMFORT:
                self._open(routes.COMFORT)
            case Act.HELP:
                self._open(routes.KEYBOARD)
            case Act.HIDE if self._window.ui.profile:
                await self._hide()
            case Act.CLOSE if not voice.interrupted:
                await self._window.closers.close_last()
            case Act.LISTEN if speaks and not voice.interrupted:
                voice.listen()
            case Act.REPEAT if speaks:
                voice.repeat()

    async def _hide(self) -> None:
        try:
            await self._window.actions.profiles.close()
        except VaultError as error:
            self._window.on_problem(error)

    def _open(self, route: str) -> None:
        """From anywhere but itself, and with the way back to where the person was."""
        ui, here = self._window.ui, self._window.page.route
        if here == route or not ui.chosen:
            return
        if route == routes.KEYBOARD:
            ui.helped_from = here
        elif here not in routes.ASIDE:
            ui.came_from = here
        self._window.go(route)
