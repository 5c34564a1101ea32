"""A server of a few lines over a real socket, for answers that no good server gives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Asked:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Told:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    """What Content-Length says, where it lies."""
    wait: asyncio.Event | None = None
    """Answered once this is set."""
    repeat: float | None = None
    """The body comes again and again for ever, with this many seconds in between."""
    hang_up: bool = False
    """The connection ends without an answer."""


def told_json(value: Any, status: int = 200, **headers: str) -> Told:
    return Told(status, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


def problem(name: str, status: int, headers: dict[str, str] | None = None, **rest: Any) -> Told:
    body = {"type": f"urn:qarib:problem:{name}", "title": name, "status": status, **rest}
    told = {"Content-Type": "application/problem+json", **(headers or {})}
    return Told(status, json.dumps(body).encode(), told)


class StandIn:
    """Answers with `answer`; remembers what it was asked."""

    def __init__(self, answer: Callable[[Asked], Told]) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (asked := await _read(reader)) is not None:
                self.asked.append(asked)
                told = self.answer(asked)
                if not await _write(writer, told if asked.method != "HEAD" else replace(told, body=b"")):
                    return
        except ConnectionError:
            pass  # the client has heard enough
        finally:
            writer.close()


@asynccontextmanager
async def standing_in(answer: Callable[[Asked], Told]) -> AsyncIterator[StandIn]:
    stand_in = StandIn(answer)
    tasks: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(stand_in.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    stand_in.port = server.sockets[0].getsockname()[1]
    try:
        yield stand_in
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(method, target, headers, body)


async def _write(writer: asyncio.StreamWriter, told: Told) -> bool:
    """False when the connection is to end."""
    if told.wait is not None:
        await told.wait.wait()
    if told.hang_up:
        return False
    headers = dict(told.headers)
    if told.repeat is None:
        headers["Content-Length"] = str(len(told.body) if told.length is None else told.length)
    lines = [f"HTTP/1.1 {told.status} Told", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    writer.write("\r\n".join(lines).encode("latin-1") + told.body)
    await writer.drain()
    while told.repeat is not None:
        await asyncio.sleep(told.repeat)
        writer.write(told.body)
        await writer.drain()
    return told.length is None
