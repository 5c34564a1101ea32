"""Flet's desktop client: a process of its own, which ends with the app whatever ends the app.

Flet 1.0.5 notes a first SIGTERM and goes on; a second ends Python alone, and its client stays on the screen with the
profile's name in its title. No upstream issue is known; this can go when Flet ends its client by itself.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from app.signals import Ending
from services.errors import VaultError

if TYPE_CHECKING:
    from app.house import House

APP_ID = "dz.qarib.qarib"
"""The window's class and application id on Linux, by which a desktop finds the entry of the app."""
GRACE = 3.0
"""Seconds from asking the client to end until it is made to."""


def cannot_show() -> str:
    """Why no window can be had here, in words for a terminal; empty where it can."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return "there is no display"
    try:
        import flet_desktop  # noqa: F401
    except ImportError:
        return "Flet's desktop client is not installed (pip install flet-desktop==1.0.5)"
    return ""


def prepare() -> None:
    """Tell Flet by its settings what it would not know, or guess wrong."""
    os.environ.setdefault("FLET_APP_ID", APP_ID)
    # Flet takes a machine without DISPLAY for a server, even under Wayland, and serves the app to every client.
    os.environ.setdefault("DISPLAY", "")
    os.environ.pop("FLET_FORCE_WEB_SERVER", None)


class DesktopClient:
    """The process of the window, once Flet has started it. None is known where something else starts it."""

    def __init__(self) -> None:
        self._opening: asyncio.Task[tuple[asyncio.subprocess.Process, str]] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._pid_file: str | None = None

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note the process that Flet starts within the block; Flet keeps it to itself."""
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
        """Ask the client to end; make it, where it does not. One that is just being started ends as well."""
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


async def until_ended(running: Coroutine[Any, Any, None], house: House) -> None:
    """Run Flet until its window is closed or a signal asks the app to end. The client never outlives it.

    On a signal the profile closes first, which writes what was typed: the system may not give the time for more.
    """
    client, ending = DesktopClient(), Ending()
    asyncio.get_running_loop().set_exception_handler(_pass_over_a_reset)
    with client.noted():
        shows = asyncio.create_task(running)
        await asyncio.sleep(0)  # Flet takes the signals as it starts, and would only note them
        with ending.heard(client.kill):
            asked = asyncio.create_task(ending.asked.wait())
            try:
                await asyncio.wait({shows, asked}, return_when=asyncio.FIRST_COMPLETED)
                if not shows.done():
                    await _close_profile(house)
            finally:
                asked.cancel()
                await client.end()
                await asyncio.wait({shows}, timeout=GRACE)
                shows.cancel()  # where another program opened the window, Flet goes on waiting
            with suppress(asyncio.CancelledError):
                await shows


def _pass_over_a_reset(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report all but the line of a client that ended before it had read everything: Flet has closed it by then."""
    if not isinstance(context.get("exception"), ConnectionResetError):
        loop.default_exception_handler(context)


async def _close_profile(house: House) -> None:
    try:
        await house.close_profile()
    except VaultError:
        # The house tries once more when it closes, and tells the terminal.
        return
