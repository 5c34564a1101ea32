"""Flet's own ways to a client, each with the small client of a test at its other end.

The servers are Flet's. The two bridges need a module that only their host has (Android's library, a browser's worker):
that module alone is played here, as the one that moves bytes from one side to the other.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import flet as ft
import flet.app
import httpx
import msgpack
import uvicorn
from flet.messaging.protocol import MessageAction, decode_ext_from_msgpack
from flet.messaging.session import Session
from websockets import Origin
from websockets.asyncio.client import connect

from app.loopback.intake import Intake
from app.loopback.server import bind, build

Main = Callable[[ft.Page], Awaitable[None]]
Send = Callable[[bytes], Awaitable[None]]

_PAGE = {
    "route": "/",
    "pwa": False,
    "web": False,
    "debug": False,
    "wasm": False,
    "test": False,
    "multi_view": False,
    "pyodide": False,
    "platform": "linux",
    "media": {},
    "width": 400,
    "height": 800,
    "platform_brightness": "light",
}
_PAGE_ID = 1


class WireClient:
    """A client that goes where the app asks; answers every other call with nothing."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def registers(self) -> None:
        await self._tell(MessageAction.REGISTER_CLIENT, {"session_id": None, "page_name": "", "page": _PAGE})

    async def event(self, name: str, data: Any, target: int = _PAGE_ID) -> None:
        await self._tell(MessageAction.CONTROL_EVENT, {"target": target, "name": name, "data": data})

    async def goes(self, route: str) -> None:
        """Show another address in the client, as after `push_route`."""
        await self._tell(MessageAction.UPDATE_CONTROL_PROPS, {"id": _PAGE_ID, "props": {"route": route}})
        await self.event("route_change", {"route": route})

    async def hears(self, packet: bytes) -> None:
        code, body = msgpack.unpackb(packet, ext_hook=decode_ext_from_msgpack, strict_map_key=False)
        if MessageAction(code) == MessageAction.INVOKE_METHOD:
            answer = {"control_id": body["control_id"], "call_id": body["call_id"]}
            await self._tell(MessageAction.INVOKE_METHOD, {**answer, "result": None, "error": None})
            if body["name"] == "push_route":
                await self.goes(body["args"]["route"])

    async def _tell(self, action: MessageAction, body: dict[str, Any]) -> None:
        await self._send(msgpack.packb([action.value, body]))


def session_made(main: Main) -> Callable[[Session], Awaitable[Any]]:
    """Return what Flet itself calls for every new session."""
    made: Callable[[Session], Awaitable[Any]] = vars(flet.app)["__get_on_session_created"](main)
    return made


@asynccontextmanager
async def socket_server(main: Main, folder: Path) -> AsyncIterator[WireClient]:
    """Serve the desktop's way: a Unix socket, packets after their length."""
    from concurrent.futures import ThreadPoolExecutor

    from flet.messaging.flet_socket_server import FletSocketServer

    with ThreadPoolExecutor(2) as executor:
        loop = asyncio.get_running_loop()
        address = str(folder / "s")
        server = FletSocketServer(loop, 0, address, on_session_created=session_made(main), executor=executor)
        await server.start()
        reader, writer = await asyncio.open_unix_connection(address)

        async def send(message: bytes) -> None:
            packet = b"\0" + message
            writer.write(len(packet).to_bytes(4, "little") + packet)
            await writer.drain()

        client = WireClient(send)

        async def listen() -> None:
            while True:
                length = int.from_bytes(await reader.readexactly(4), "little")
                await client.hears((await reader.readexactly(length))[1:])

        async with _listening(listen):
            yield client
        writer.close()
        await server.close()


@asynccontextmanager
async def web_server(main: Main, folder: Path) -> AsyncIterator[WireClient]:
    """Serve the browser's way: the guarded server, and a web socket."""
    bound = bind(0)
    guard = build(main, Intake(), bound.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(guard, log_level="critical", ws="websockets-sansio"))
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started:
        await asyncio.sleep(0.01)
    home = "http://{}:{}".format(*bound.getsockname())
    async with httpx.AsyncClient() as browser:
        cookie = (await browser.get(guard.new_address())).headers["set-cookie"].split(";")[0]
    where = home.replace("http", "ws") + "/ws"
    async with connect(where, origin=Origin(home), additional_headers={"Cookie": cookie}) as socket:
        client = WireClient(lambda message: socket.send(b"\0" + message))

        async def listen() -> None:
            async for packet in socket:
                assert isinstance(packet, bytes)
                await client.hears(packet[1:])

        async with _listening(listen):
            yield client
    server.should_exit = True
    await serving


@asynccontextmanager
async def android_bridge(main: Main, folder: Path) -> AsyncIterator[WireClient]:
    """Android's: bytes within one process."""
    heard: asyncio.Queue[bytes] = asyncio.Queue()
    inward: list[Callable[[bytes], None]] = []
    bridge: Any = ModuleType("dart_bridge")
    bridge.set_enqueue_handler_func = lambda _, handler: inward.append(handler)
    bridge.send_bytes = lambda _, packet: heard.put_nowait(packet)
    with _module(bridge):
        from flet.messaging.flet_dart_bridge_server import FletDartBridgeServer

        server = FletDartBridgeServer(asyncio.get_running_loop(), 1, on_session_created=session_made(main))
        await server.start()

        async def send(message: bytes) -> None:
            inward[0](b"\0" + message)

        async with _queued(send, heard) as client:
            yield client


@asynccontextmanager
async def pyodide_bridge(main: Main, folder: Path) -> AsyncIterator[WireClient]:
    """Pyodide's: messages to the page around the interpreter."""
    heard: asyncio.Queue[bytes] = asyncio.Queue()
    bridge: Any = ModuleType("flet_js")
    bridge.documentUrl = "http://127.0.0.1/"
    with _module(bridge):
        from flet.messaging.pyodide_connection import PyodideConnection

        PyodideConnection(on_session_created=session_made(main), before_main=None)
        await bridge.start_connection(heard.put_nowait)

        async def send(message: bytes) -> None:
            bridge.send(SimpleNamespace(to_py=lambda: b"\0" + message))

        async with _queued(send, heard) as client:
            yield client


WIRES = (socket_server, web_server, android_bridge, pyodide_bridge)


@asynccontextmanager
async def _queued(send: Send, heard: asyncio.Queue[bytes]) -> AsyncIterator[WireClient]:
    client = WireClient(send)

    async def listen() -> None:
        while True:
            await client.hears((await heard.get())[1:])

    async with _listening(listen):
        yield client


@asynccontextmanager
async def _listening(listen: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    listening = asyncio.ensure_future(listen())
    try:
        yield
    finally:
        listening.cancel()
        await asyncio.wait({listening})


class _module:  # noqa: N801 - a context manager
    """A module that only a host of Python has, for as long as the block."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __enter__(self) -> None:
        sys.modules[self._module.__name__] = self._module

    def __exit__(self, *_: object) -> None:
        del sys.modules[self._module.__name__]
