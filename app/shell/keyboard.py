"""Keys pressed in a window, and what they do. The table is `screens.keys`."""

from __future__ import annotations

import flet as ft

from app.shell.voice import WindowVoice
from screens import keys, routes
from screens.context import Shared
from screens.keys import Act
from services.errors import VaultError


class Keyboard:
    """The hearer of every key of a window: what is typed into a field too. It keeps and notes none."""

    def __init__(self, page: ft.Page, shared: Shared, voice: WindowVoice) -> None:
        self._page = page
        self._shared = shared
        self._voice = voice

    async def on_key(self, event: ft.KeyboardEvent) -> None:
        ui = self._shared.ui
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
            self._shared.actions.report(error)

    async def _do(self, act: Act) -> None:
        voice, speaks = self._voice, self._shared.ui.comfort.speaks
        match act:
            case Act.COMFORT:
                self._open(routes.COMFORT)
            case Act.HELP:
                self._open(routes.KEYBOARD)
            case Act.HIDE if self._shared.ui.profile:
                await self._hide()
            case Act.CLOSE if not voice.interrupted:
                await self._shared.closers.close_last()
            case Act.LISTEN if speaks and not voice.interrupted:
                voice.listen()
            case Act.REPEAT if speaks:
                voice.repeat()

    async def _hide(self) -> None:
        try:
            await self._shared.actions.profiles.close()
        except VaultError as error:
            self._shared.news.problem = error

    def _open(self, route: str) -> None:
        """Open a screen, with the way back to where the person was."""
        ui, here = self._shared.ui, self._page.route
        if here == route or not ui.chosen:
            return
        if route == routes.KEYBOARD:
            ui.helped_from = here
        elif here not in routes.ASIDE:
            ui.came_from = here
        self._shared.actions.go(route)
