"""`python -m app`: starts Qarib as its settings say."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import sys
import webbrowser

import flet as ft

from app import logs
from app.house import House, build_house
from app.settings import Settings, read_settings
from app.window import Window


def opener(house: House):  # type: ignore[no-untyped-def]
    """What Flet calls for every new window."""

    async def open_window(page: ft.Page) -> None:
        language = await asyncio.to_thread(house.device.language)
        Window(page, house).open(language)

    return open_window


def has_window() -> bool:
    """Whether Flet's native client can be had here: a display, and its package."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    try:
        import flet_desktop  # noqa: F401
    except ImportError:
        return False
    return True


async def in_browser(settings: Settings) -> None:
    from app.server import bind, build, serve
    from app.terminal import on_enter

    try:
        bound = bind(settings.port)
    except OSError as error:
        sys.exit(_no_port(settings.port, error))
    house = await asyncio.to_thread(build_house, settings)
    guard = build(opener(house), house.intake, bound.getsockname()[1])

    def show(address: str) -> None:
        print(f"Qarib is ready: {address}", flush=True)

    def show_first(address: str) -> None:
        show(address)
        on_enter(lambda: show(guard.new_address()))
        if settings.view != "none":
            with contextlib.suppress(webbrowser.Error):
                webbrowser.open(address)

    try:
        await serve(guard, bound, show_first, show)
    finally:
        await house.close()


def _no_port(port: int, error: OSError) -> str:
    why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be had ({error.strerror})"
    return f"Qarib cannot start: port {port} {why}. Choose another with --port or QARIB_PORT; 0 takes any."


async def in_window(settings: Settings) -> None:
    house = await asyncio.to_thread(build_house, settings)
    print("Qarib is ready: its window opens", flush=True)
    try:
        await ft.run_async(opener(house), assets_dir="assets", no_cdn=True)
    finally:
        await house.close()


def main(arguments: list[str] | None = None) -> None:
    logs.configure()
    settings = read_settings(arguments)
    embedded = bool(os.environ.get("FLET_APP_STORAGE_DATA"))
    windowed = embedded or settings.view == "window" or (settings.view == "auto" and has_window())
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(in_window(settings) if windowed else in_browser(settings))


if __name__ == "__main__":
    main()
