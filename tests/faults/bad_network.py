"""A network that cuts, drops answers and leaves connections half open, between a client and a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class BadNetwork:
    """A forwarder of bytes to a port on this machine, which counts those that clients send."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []
        self.port = 0
        self.sent = 0
        """Bytes that clients sent, headers included."""
        self.cut_after: int | None = None
        """Cut the client's side once, after this many more of its bytes; the server's side stays half open."""
        self.drop_answers = 0
        """The number of requests that arrive whole and get no answer."""
        self.delay = 0.0
        """Seconds that an answer is held back."""

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", self._server_port)
        self._writers += [writer, upstream]
        for way in (self._requests(reader, writer, upstream), self._answers(upstream_reader, writer)):
            self._tasks.add(asyncio.create_task(way))

    async def close(self) -> None:
        self.delay = 0.0
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._tasks)

    async def _requests(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upstream: asyncio.StreamWriter
    ) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                cut = self.cut_after is not None and len(data) >= self.cut_after
                data = data[: self.cut_after] if cut else data
                self.cut_after = None if cut or self.cut_after is None else self.cut_after - len(data)
                self.sent += len(data)
                upstream.write(data)
                await upstream.drain()
                if cut:
                    writer.transport.abort()
                    return
            upstream.close()

    async def _answers(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                if self.drop_answers > 0:
                    self.drop_answers -= 1
                    writer.transport.abort()
                    return
                await asyncio.sleep(self.delay)
                writer.write(data)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def bad_network(server_port: int) -> AsyncIterator[BadNetwork]:
    network = BadNetwork(server_port)
    listener = await asyncio.start_server(network.accept, "127.0.0.1", 0)
    network.port = listener.sockets[0].getsockname()[1]
    try:
        yield network
    finally:
        listener.close()
        await network.close()
