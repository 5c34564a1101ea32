"""A process that sends what waits in a profile, until it, or the ministry, is killed at a named step.

What is killed is chosen here and in no product code: the steps are those of the store, of the wire
(httpcore's trace) and of a request's body on its way.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import httpx

from services.api import MinistryClient, VaultTokenStore
from services.clock import SystemClock
from services.document_repository import DocumentRepository
from services.outbox.papers import PaperUploads
from services.outbox.queue import SendQueue
from services.outbox.worker import Outbox
from services.registry import KINDS
from services.requests import REQUEST, RequestRepository, RequestSender
from services.vault import FileKeystore, ProfileStore, RecordStore, Vault

P = ParamSpec("P")
T = TypeVar("T")

OWN_STEPS = [
    "before mark",
    "after mark",
    "POST before",
    "POST sent",
    "POST answered",
    "PATCH half",
    "PATCH sent",
    "PATCH answered",
    "before mark_uploaded",
    "after mark_uploaded",
    "PUT before",
    "PUT sent",
    "PUT answered",
    "before deliver",
    "after deliver",
]
"""The steps in the order in which they come."""


class Fate:
    """Kills the victim when the step comes."""

    def __init__(self, step: str, victim: int | None, delay: float) -> None:
        self._step = step
        self._victim = victim or os.getpid()
        self._delay = delay

    def at(self, step: str) -> None:
        if step != self._step:
            return
        if self._delay:
            # A thread, for which the end of the process waits: all may be sent before, on a quick machine.
            threading.Timer(self._delay, self._kill).start()
        else:
            self._kill()

    def _kill(self) -> None:
        os.kill(self._victim, signal.SIGKILL)

    def around(self, step: str, call: Callable[P, T]) -> Callable[P, T]:
        def fatal(*args: P.args, **kwargs: P.kwargs) -> T:
            self.at(f"before {step}")
            result = call(*args, **kwargs)
            self.at(f"after {step}")
            return result

        return fatal


class FatalTransport(httpx.AsyncHTTPTransport):
    """The real wire, watched."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self._fate = fate

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        method = request.method
        self._fate.at(f"{method} before")

        async def trace(event: str, _: dict[str, Any]) -> None:
            if event == "http11.send_request_body.complete":
                self._fate.at(f"{method} sent")
            elif event == "http11.receive_response_headers.complete":
                self._fate.at(f"{method} answered")

        request.extensions["trace"] = trace
        request.stream = HalfwayStream(request, lambda: self._fate.at(f"{method} half"))
        return await super().handle_async_request(request)


class HalfwayStream(httpx.AsyncByteStream):
    """The body of a request; says when half of it is gone."""

    def __init__(self, request: httpx.Request, halfway: Callable[[], None]) -> None:
        self._stream = request.stream
        self._half = int(request.headers.get("content-length", 0)) // 2
        self._halfway = halfway

    async def __aiter__(self) -> AsyncIterator[bytes]:
        assert isinstance(self._stream, httpx.AsyncByteStream)
        gone = 0
        async for chunk in self._stream:
            yield chunk
            if gone < self._half <= gone + len(chunk):
                self._halfway()
            gone += len(chunk)

    async def aclose(self) -> None:
        assert isinstance(self._stream, httpx.AsyncByteStream)
        await self._stream.aclose()


def open_vault(home: Path, profile_id: str) -> Vault:
    return ProfileStore(home, FileKeystore(home / "keystore"), SystemClock(), kinds=KINDS).open(profile_id)


async def send_all(
    store: RecordStore, ministry: str, transport: httpx.AsyncBaseTransport | None = None
) -> None:
    """Attempt everything that waits once, as the app would."""
    clock = SystemClock()
    client = MinistryClient(ministry, VaultTokenStore(store), transport=transport, clock=clock)
    papers = PaperUploads(DocumentRepository(store, clock), client.uploader)
    outbox = Outbox(
        store,
        {REQUEST: RequestSender(RequestRepository(store, clock), papers, client)},
        clock=clock,
        rng=random.random,
        on_change=lambda _: None,
    )
    try:
        await outbox.drain()
    finally:
        await client.aclose()


def main(home: Path, profile_id: str, ministry: str, step: str, victim: int | None, delay: float) -> None:
    """Send; `delay` seconds after `step`, kill the process `victim`, or this one.

    Run it in a process of its own: the steps are put into the classes.
    """
    fate = Fate(step, victim, delay)
    for owner, name in (
        (SendQueue, "mark"),
        (SendQueue, "deliver"),
        (DocumentRepository, "mark_uploaded"),
    ):
        setattr(owner, name, fate.around(name, getattr(owner, name)))
    vault = open_vault(home, profile_id)
    asyncio.run(send_all(vault, ministry, FatalTransport(fate)))
    vault.close()
