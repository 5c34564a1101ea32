"""The network between the app and the ministry, with the moods of a real one."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self

from tests.journeys.servers import free_port

_PAGE = b"<!doctype html><html><title>Wi-Fi</title><body><form>Accept the terms</form></body></html>"
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    % len(_PAGE)
)
_PIECE = 64 * 1024
_TICK = 0.05
"""Seconds between two pieces on a slow line."""


class Line:
    """A line to `ministry` (its port on this machine). The app is given `address` in the ministry's place.

    Every change of mood ends the connections that are open, as changing the network does.
    """

    def __init__(self, ministry: int) -> None:
        self.port = free_port()
        self.sent = 0
        """Bytes that the app sent to the ministry, heads of requests included."""
        self._ministry = ministry
        self._speed: float | None = None
        self._answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]
        self._answer = self._through
        self._open: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._call(self._listen())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._call(self._hang_up())
        self._server.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def clear(self, bytes_a_second: float | None = None) -> None:
        """Let the line reach the ministry, at a speed if given."""
        self._change(self._through, bytes_a_second)

    def captive(self) -> None:
        """Whatever is asked, a page to accept first is the answer."""
        self._change(self._page)

    def cut(self) -> None:
        """Let nothing through."""
        self._change(self._nothing)

    def _change(
        self,
        answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]],
        speed: float | None = None,
    ) -> None:
        self._answer, self._speed = answer, speed
        self._call(self._hang_up())

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)

    async def _hang_up(self) -> None:
        tasks = list(self._open)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._answer(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        try:
            await asyncio.wait({task})
        finally:
            writer.close()

    async def _nothing(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async def _page(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # What was asked is read first, or the answer would be lost with the reset of the connection.
        with contextlib.suppress(TimeoutError):
            while await asyncio.wait_for(reader.read(_PIECE), 0.2):
                pass
        writer.write(_HEAD + _PAGE)
        await writer.drain()

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self._ministry)
        except ConnectionRefusedError:
            return
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, forth, up=True))
                both.create_task(self._pass(back, writer, up=False))
        except* ConnectionError:
            pass
        finally:
            forth.close()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, up: bool) -> None:
        slow = self._speed if up else None
        while piece := await source.read(int(slow * _TICK) if slow else _PIECE):
            sink.write(piece)
            await sink.drain()
            if up:
                self.sent += len(piece)
            if slow:
                await asyncio.sleep(_TICK)
        sink.close()
