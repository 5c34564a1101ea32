"""Browser mode: Flet behind the guard, on the loopback interface only."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import flet as ft
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from app.loopback.connections import BrowserProtocol
from app.loopback.guard import LoopbackGuard
from app.loopback.intake import PREFIX, Intake
from app.settings import ASSETS, WINDOW_SECONDS

LOOK_SECONDS = 15.0
"""How often it is looked whether the session has ended, so that a new address is shown."""

Main = Callable[[ft.Page], Awaitable[None]]
Door = Callable[[ASGIApp], ASGIApp]


def build(main: Main, intake: Intake, port: int, door: Door = lambda app: app) -> LoopbackGuard:
    """Build the whole server as one ASGI application.

    `door` is put between the guard and what is behind it.
    """
    os.environ["FLET_SECRET_KEY"] = secrets.token_hex(32)
    os.environ["FLET_SESSION_TIMEOUT"] = str(WINDOW_SECONDS)
    os.environ["FLET_WEB_NO_CDN"] = "1"
    flet_app = ft.run(main, export_asgi_app=True, no_cdn=True, assets_dir=str(ASSETS))

    @asynccontextmanager
    async def lifespan(_: Starlette):  # type: ignore[no-untyped-def]
        async with flet_app.router.lifespan_context(flet_app):
            yield

    app = Starlette(
        routes=[
            Route(PREFIX + "{token}", intake.take, methods=["PUT"]),
            Mount("/", app=flet_app),
        ],
        lifespan=lifespan,
    )
    return LoopbackGuard(door(app), port)


def bind(port: int) -> socket.socket:
    """Bind the server's socket; port 0 takes a free one. Raises `OSError`."""
    return socket.create_server(("127.0.0.1", port))


class _Server(uvicorn.Server):
    """A server that leaves signals to the app: uvicorn's own end comes before what was typed is written."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    guard: LoopbackGuard,
    bound: socket.socket,
    on_ready: Callable[[str], None],
    on_ended: Callable[[str], None] | None = None,
    asked: asyncio.Event | None = None,
) -> None:
    """Serve until `asked` is set or the task is cancelled.

    `on_ready` gets the address to open, which opens the app once; `on_ended` another one, whenever a session has ended.
    """
    config = uvicorn.Config(
        guard,
        log_level="critical",
        access_log=False,
        # The parser in C gathers a head of any length. Browsers send the cookies of all programs on loopback.
        http=BrowserProtocol,
        h11_max_incomplete_event_size=64 * 1024,
        ws="websockets-sansio",
        timeout_graceful_shutdown=2,
        server_header=False,
        # There is no proxy on loopback: a header of one lies about where the connection comes from.
        proxy_headers=False,
    )
    server = _Server(config)
    running = asyncio.ensure_future(server.serve(sockets=[bound]))

    async def stop_when_asked(asked: asyncio.Event) -> None:
        await asked.wait()
        server.should_exit = True

    stopping = asyncio.create_task(stop_when_asked(asked or asyncio.Event()))
    running.add_done_callback(lambda _: stopping.cancel())
    while not server.started and not running.done():
        await asyncio.sleep(0.02)
    if not server.started:
        await running
        return
    on_ready(guard.new_address())
    while not running.done():
        await asyncio.wait({running}, timeout=LOOK_SECONDS)
        if on_ended is not None and not running.done() and guard.has_ended():
            on_ended(guard.new_address())
    await running
