"""The way from one address of a window to another."""

from __future__ import annotations

import asyncio
import logging

import flet as ft

log = logging.getLogger("qarib.window")


class Navigator:
    """A client's way to an address, asked for until the client has it: a cut line swallows what is asked."""

    def __init__(self, page: ft.Page) -> None:
        self._page = page
        self._asked: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def go(self, route: str) -> None:
        self._asked = route
        task = asyncio.create_task(self._ask(route))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def forget(self) -> None:
        """Forget the route asked for: another person asked for it."""
        self._asked = None

    def catch_up(self) -> None:
        """Ask the client, back on the line, for what it left unanswered."""
        if self._asked is not None:
            self.go(self._asked)

    async def _ask(self, route: str) -> None:
        try:
            await self._page.push_route(route)
        except RuntimeError:
            log.info("a window was closed, or its client gave up, before it got to another address")
        if self._asked == route:
            self._asked = None
