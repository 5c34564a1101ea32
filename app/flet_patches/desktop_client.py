"""Flet's desktop client: a process of its own, which ends with the app whatever ends the app.

Flet 1.0.5 notes a first SIGTERM and goes on; a second ends Python alone, and its client stays on the screen with the
profile's name in its title.

Upstream: no issue is known. flet-dev/flet#3466 made the second signal end Python. Ends when Flet ends its client too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

GRACE = 3.0
"""Seconds from asking the client to end until it is made to."""


class DesktopClient:
    """The process of the window, once Flet has started it. None is known where something else starts it."""

    def __init__(self) -> None:
        self._opening: asyncio.Task[tuple[asyncio.subprocess.Process, str]] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._pid_file: str | None = None

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note the process that Flet starts within the block and hides."""
        try:
            import flet_desktop
        except ImportError:  # built into one program, which is the client's own child
            yield
            return
        opens = flet_desktop.open_flet_view_async

        async def noting(*arguments: Any, **named: Any) -> tuple[asyncio.subprocess.Process, str]:
            # A task of its own: its process is there before Flet hears of it, and stays where Flet is cancelled.
            self._opening = asyncio.create_task(opens(*arguments, **named))
            self._process, self._pid_file = opened = await asyncio.shield(self._opening)
            return opened

        flet_desktop.open_flet_view_async = noting
        try:
            yield
        finally:
            flet_desktop.open_flet_view_async = opens

    async def end(self) -> None:
        """Ask the client to end; kill it where it does not.

        A client that is just being started ends as well.
        """
        if self._opening is None:
            return
        await asyncio.wait({self._opening})
        if self._opening.exception() is not None:  # Flet tells of it
            return
        self._process, self._pid_file = self._opening.result()
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            async with asyncio.timeout(GRACE):
                await self._process.wait()
        except TimeoutError:
            self.kill()

    def kill(self) -> None:
        """End the client at once."""
        if self._process is None:
            return
        import flet_desktop

        # On macOS the process is one that opened the client; the client's own number is in the file.
        flet_desktop.close_flet_view(self._pid_file)
        with suppress(ProcessLookupError):
            self._process.kill()
