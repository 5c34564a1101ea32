"""`python -m app`: starts Qarib as its settings say."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import sys
import webbrowser
from functools import partial
from typing import TYPE_CHECKING

import flet as ft

from app import logs
from app.settings import ASSETS, WINDOW_SECONDS, Settings, read_settings
from app.shell.desktop import cannot_show

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.shell.house import House


def opener(moving: asyncio.Task[House], arrives: Callable[[], None] = lambda: None):  # type: ignore[no-untyped-def]
    """Return what Flet calls for every new window.

    A window that comes before the house is there waits for it; `arrives` is called before that.
    """

    async def open_window(page: ft.Page) -> None:
        arrives()
        house = await asyncio.shield(moving)
        from app.shell.window import Window  # loaded with the house

        language = await asyncio.to_thread(house.device.language)
        if await _has_line(page):
            Window(page, house).open(language)

    return open_window


async def _has_line(page: ft.Page) -> bool:
    """Wait for a lost line; True once the client has it.

    A page that is loaded again loses its line for a moment. What a window begins with would be lost, and the client
    that comes back shown nothing.
    """
    ends = asyncio.get_running_loop().time() + WINDOW_SECONDS
    while page.session.connection is None:
        if asyncio.get_running_loop().time() > ends:
            return False
        await asyncio.sleep(0.05)
    return True


async def in_browser(settings: Settings) -> None:
    """Show the address, then move in.

    What the browser loads takes longer than moving in.
    """
    from app.loopback.doorstep import Doorstep
    from app.loopback.intake import Intake
    from app.loopback.server import bind, build, serve
    from app.shell.signals import Ending
    from app.shell.start_up import move_in
    from app.shell.terminal import on_enter

    try:
        bound = bind(settings.port)
    except OSError as error:
        sys.exit(_no_port(settings.port, error))
    intake, doorstep, shown, ending = Intake(), Doorstep(), asyncio.Event(), Ending()

    async def moves_in() -> House:
        await shown.wait()
        return await move_in(settings, intake, doorstep)

    moving = asyncio.create_task(moves_in())
    guard = build(opener(moving), intake, bound.getsockname()[1], partial(doorstep.before, moving))

    def show(address: str) -> None:
        print(f"Qarib is ready: {address}", flush=True)

    def show_first(address: str) -> None:
        show(address)
        shown.set()
        on_enter(lambda: show(guard.new_address()))
        if settings.view != "none":
            with contextlib.suppress(webbrowser.Error):
                webbrowser.open(address)

    async def serves() -> None:
        try:
            await serve(guard, bound, show_first, show, ending.asked)
        finally:
            shown.set()

    with ending.heard():
        serving = asyncio.create_task(serves())
        try:
            await asyncio.wait({moving, serving}, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            # Where there is no moving in, as on a full disk, there is nothing to serve: its error ends the app.
            await (await moving).close()
        await serving


def _no_port(port: int, error: OSError) -> str:
    why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be had ({error.strerror})"
    return f"Qarib cannot start: port {port} {why}. Choose another with --port or QARIB_PORT; 0 takes any."


async def in_window(settings: Settings) -> None:
    from app.loopback.intake import Intake
    from app.shell.desktop import prepare, until_ended
    from app.shell.start_up import move_in

    prepare()
    moving = asyncio.create_task(move_in(settings, Intake()))
    house = await moving
    print("Qarib is ready: its window opens", flush=True)
    try:
        await until_ended(ft.run_async(opener(moving), assets_dir=str(ASSETS), no_cdn=True), house)
    finally:
        await house.close()


async def on_android(settings: Settings) -> None:
    """Build the house once the first page is there.

    The phone's keystore answers through a page. Not run on a device.
    """
    from app.loopback.intake import Intake
    from app.shell.android_keystore import AndroidKeyring, device_keyring
    from app.shell.start_up import move_in

    keyring: asyncio.Future[AndroidKeyring] = asyncio.get_running_loop().create_future()
    moving = asyncio.create_task(move_in(settings, Intake(), keyring=keyring))

    def arrives() -> None:
        if not keyring.done():
            keyring.set_result(device_keyring())

    try:
        await ft.run_async(opener(moving, arrives), assets_dir=str(ASSETS), no_cdn=True)
    finally:
        keyring.cancel()  # where no page ever came
        with contextlib.suppress(asyncio.CancelledError):
            await (await moving).close()


def main(arguments: list[str] | None = None) -> None:
    logs.configure()
    settings = read_settings(arguments)
    embedded = bool(os.environ.get("FLET_APP_STORAGE_DATA"))
    no_window = "" if embedded else cannot_show()
    if no_window and settings.view == "window":
        sys.exit(f"Qarib cannot open its window: {no_window}. With --view browser it opens in the browser.")
    windowed = embedded or settings.view == "window" or (settings.view == "auto" and not no_window)
    with contextlib.suppress(KeyboardInterrupt):
        if sys.platform == "android":
            asyncio.run(on_android(settings))
        else:
            asyncio.run(in_window(settings) if windowed else in_browser(settings))


if __name__ == "__main__":
    main()
