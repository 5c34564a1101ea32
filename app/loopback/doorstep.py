"""What comes to the server while the app still moves in (docs/adr/0002)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a phone has no Starlette
    from starlette.types import ASGIApp, Receive, Scope, Send

QUIET = 0.03
"""Seconds without a request after which the browser is taken to be busy with what it has, or not there yet."""
_LOOK = 0.005


class Doorstep:
    """Answers what the browser loads, and lets windows wait until the house is there."""

    def __init__(self, quiet: float = QUIET) -> None:
        self._quiet = quiet
        self._answering = 0
        self._last: float | None = None
        self._waits = False

    async def is_quiet(self) -> None:
        """Wait until nobody asks for anything, or a window waits.

        Once a window waits there is no reason to put anything off.
        """
        if self._last is None:
            self._last = _now()
        while not self._waits and (self._answering or _now() - self._last < self._quiet):
            await asyncio.sleep(_LOOK)

    def before(self, moving: asyncio.Task[object], app: ASGIApp) -> ASGIApp:
        """Wrap the app so that windows wait until moving in is over.

        Not within Flet: a window that loses its line while it waits there would stay empty when it comes back.
        """

        async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "websocket":
                self._waits = True
                await asyncio.shield(moving)
            self._answering += scope["type"] == "http"
            try:
                await app(scope, receive, send)
            finally:
                self._answering -= scope["type"] == "http"
                self._last = _now()

        return waiting


def _now() -> float:
    return asyncio.get_running_loop().time()
