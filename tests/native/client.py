"""The app on an older client than its own: `python -m tests.native.client app …`, as `python -m app …`.

Flet 1.0.5's client is fetched from a place that a test machine may not reach; `flet-desktop-light` 0.82.2 on PyPI holds
a real one. On its wire messages follow each other without a length before them, and it draws no content of
a `Semantics`, which is sent as a `SafeArea` therefore: it shows no semantics of the app's own.
"""

from __future__ import annotations

import asyncio
import runpy
import sys
from typing import Any

import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.messaging.flet_socket_server import FletSocketServer
from flet.messaging.protocol import Message, configure_encode_object_for_msgpack, decode_ext_from_msgpack

_CHUNK = 1024 * 1024


async def _receive(server: Any, reader: asyncio.StreamReader, _: int) -> None:
    unpacker = msgpack.Unpacker(ext_hook=decode_ext_from_msgpack)
    while data := await reader.read(_CHUNK):
        unpacker.feed(data)
        for message in unpacker:
            await server._FletSocketServer__on_message(message)


def _send(server: Any, message: Message) -> None:
    queue = server._FletSocketServer__send_queue
    if queue is not None:
        body = [message.action, message.body]
        queue.put_nowait(msgpack.packb(body, default=configure_encode_object_for_msgpack(BaseControl)))


def speak_as_before() -> None:
    """Make the server of this process speak to the older client."""
    wire: Any = FletSocketServer
    wire._FletSocketServer__receive_loop = _receive
    wire.send_message = _send
    made = ft.Semantics.__post_init__

    def sent_as_safe_area(control: Any, *arguments: Any, **named: Any) -> None:
        made(control, *arguments, **named)
        control._c = "SafeArea"

    ft.Semantics.__post_init__ = sent_as_safe_area  # type: ignore[method-assign]


if __name__ == "__main__":
    speak_as_before()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
