"""The native window: whether it can be had here, and its end together with the app's."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from app.flet_patches.desktop_client import GRACE, DesktopClient
from app.shell.signals import Ending
from services.errors import VaultError

if TYPE_CHECKING:
    from app.shell.house import House

APP_ID = "dz.qarib.qarib"
"""The window's class and application id on Linux, by which a desktop finds the entry of the app."""


def cannot_show() -> str:
    """Return why no window can be had, for a terminal, or ""."""
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
    """Set what Flet would not know or would guess wrong."""
    os.environ.setdefault("FLET_APP_ID", APP_ID)
    # Flet takes a machine without DISPLAY for a server, even under Wayland, and serves the app to every client.
    os.environ.setdefault("DISPLAY", "")
    os.environ.pop("FLET_FORCE_WEB_SERVER", None)


async def until_ended(running: Coroutine[Any, Any, None], house: House) -> None:
    """Run Flet until its window is closed or a signal comes.

    The client never outlives it. On a signal the profile closes first, which writes what was typed: the system may not
    give the time for more.
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
    """Report every error but the reset of a client's line.

    The client ended before it had read everything; Flet has closed the line by then.
    """
    if not isinstance(context.get("exception"), ConnectionResetError):
        loop.default_exception_handler(context)


async def _close_profile(house: House) -> None:
    try:
        await house.close_profile()
    except VaultError:
        # The house tries once more when it closes, and tells the terminal.
        return
