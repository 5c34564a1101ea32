"""Clients of a server that is measured: they ask, wait for the answer, and ask again."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass

import psutil

from bench import drafts
from bench.measure import percentile
from services.ids import uuid7


@dataclass(frozen=True)
class Load:
    """What a round measured."""

    a_second: float
    p99: float
    """Milliseconds."""
    cpu: float
    """Microseconds of processor time that the server's process took for each request."""


class Target:
    """A server, and how it is asked."""

    def __init__(self, port: int, body: bytes, process: int, tokens: list[str]) -> None:
        """Take a token for each client; `process` is the server's."""
        self._port = port
        self._process = psutil.Process(process)
        self._signed = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer "
        self._sent = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        self._there: dict[str, list[str]] = defaultdict(list)
        """Token → requests of its person."""
        self._tokens = tokens

    async def load(self, methods: tuple[str, ...], requests: int, clients: int) -> Load:
        """Send requests from several clients at once, the methods in turn."""
        for token in self._tokens[:clients]:
            if not self._there[token]:
                await self._client(token, ("PUT",), 1, [])
        took: list[float] = []
        start, cpu = time.perf_counter(), self._cpu()
        async with asyncio.TaskGroup() as group:
            for token in self._tokens[:clients]:
                group.create_task(self._client(token, methods, max(1, requests // clients), took))
        seconds, cpu = time.perf_counter() - start, self._cpu() - cpu
        return Load(len(took) / seconds, percentile(took, 99), cpu / len(took) * 1e6)

    def _cpu(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    async def _client(self, token: str, methods: tuple[str, ...], requests: int, took: list[float]) -> None:
        # Written by hand: a full client would be most of what is measured.
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        there = self._there[token]
        for nth in range(requests):
            method = methods[nth % len(methods)]
            name = str(uuid7(drafts.CLOCK)) if method == "PUT" else there[-1 - nth % len(there)]
            start = time.perf_counter()
            head = f"{method} /v1/requests/{name}{self._signed}{token}\r\n".encode()
            writer.write(head + (self._sent if method == "PUT" else b"\r\n"))
            told = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = told.partition(b"content-length: ")[2].partition(b"\r\n")[0]
            answer = await reader.readexactly(int(length or b"0"))
            took.append((time.perf_counter() - start) * 1000)
            if told[9:12] != (b"201" if method == "PUT" else b"200"):
                raise AssertionError(answer)
            if method == "PUT":
                there.append(name)
        writer.close()
