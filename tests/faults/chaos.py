"""A network that treats each request by chance: cut on its way, its answer lost, or its answer stalled for good."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

DECK = ("cut", *["lost"] * 3, *["stalled"] * 2, *["passed"] * 14)
"""How requests are treated, one card each, shuffled: even a short run meets all ways."""


@dataclass
class Fortunes:
    """What happens to the next request."""

    chance: random.Random
    kind: bool = False
    """Nothing goes wrong any more."""
    deck: list[str] = field(default_factory=list)

    def draw(self) -> str:
        if self.kind:
            return "passed"
        if not self.deck:
            self.deck = self.chance.sample(DECK, len(DECK))
        return self.deck.pop()


class Chaos:
    """A forwarder of connections to a port of this machine. `met` counts what happened to requests."""

    def __init__(self, server_port: int, fortunes: Fortunes) -> None:
        self._server_port = server_port
        self._fortunes = fortunes
        self._writers: set[asyncio.StreamWriter] = set()
        self.met: Counter[str] = Counter()
        self.port = 0

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(reader, writer, self._fortunes, self.met)
        self._writers.add(writer)
        try:
            await line.carry(self._server_port)
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    def hang_up(self) -> None:
        for writer in [*self._writers]:
            writer.transport.abort()


class _Line:
    """One connection. A request begins with the first bytes after an answer."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        fortunes: Fortunes,
        met: Counter[str],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._fortunes = fortunes
        self._met = met
        self._fortune = ""

    async def carry(self, port: int) -> None:
        with suppress(OSError):
            upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", port)
            ways = {
                asyncio.create_task(self._requests(upstream)),
                asyncio.create_task(self._answers(upstream_reader)),
            }
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
                upstream.transport.abort()

    async def _requests(self, upstream: asyncio.StreamWriter) -> None:
        while data := await self._reader.read(65536):
            if not self._fortune:
                self._fortune = self._fortunes.draw()
                self._met[self._fortune] += 1
            if self._fortune == "cut":
                upstream.write(data[: len(data) // 2])
                await upstream.drain()
                return
            upstream.write(data)
            await upstream.drain()

    async def _answers(self, upstream: asyncio.StreamReader) -> None:
        while data := await upstream.read(65536):
            if self._fortune == "lost":
                return
            if self._fortune == "stalled":
                continue
            self._fortune = ""
            self._writer.write(data)
            await self._writer.drain()


@asynccontextmanager
async def chaos(server_port: int, fortunes: Fortunes) -> AsyncIterator[Chaos]:
    network = Chaos(server_port, fortunes)
    listener = await asyncio.start_server(network.accept, "127.0.0.1", 0)
    network.port = listener.sockets[0].getsockname()[1]
    try:
        yield network
    finally:
        listener.close()
        network.hang_up()
