"""The ministry's asynchronous parts for tests that have no event loop, or one that must not wait for itself."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

import httpx

from ministry.server import Ministry

T = TypeVar("T")


@cache
def loop() -> asyncio.AbstractEventLoop:
    """Return an event loop that runs in a thread until the end."""
    made = asyncio.new_event_loop()
    threading.Thread(target=made.run_forever, name="ministry", daemon=True).start()
    return made


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run it there and wait for what it gives."""
    return asyncio.run_coroutine_threadsafe(work, loop()).result()


async def _apart(work: Coroutine[Any, Any, T]) -> T:
    """Run it there, and wait for it in the running loop.

    Both may be waited for at the same time.
    """
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop()))


class ApartTransport(httpx.AsyncBaseTransport):
    """An application that runs there, whichever event loop asks it."""

    def __init__(self, app: Any) -> None:
        self._inner = httpx.ASGITransport(app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        # Read here: what is behind it, files and their progress, belongs to the loop that asks.
        content = await request.aread()
        told = httpx.Request(request.method, request.url, headers=request.headers, content=content)
        return await _apart(self._inner.handle_async_request(told))


class Blocking:
    """An object whose coroutine functions wait until they are done."""

    def __init__(self, target: Any) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if not inspect.iscoroutinefunction(found):
            return found
        return lambda *arguments, **named: run(found(*arguments, **named))


class BlockingMinistry:
    """A ministry that tests work at: what it does, they wait for. `real` is what the application is made of."""

    def __init__(self, real: Ministry) -> None:
        self.real = real
        self.context, self.secret = real.context, real.secret
        self.desk, self.publisher = Blocking(real.desk), Blocking(real.publisher)
        self.uploads, self.content = Blocking(real.uploads), Blocking(real.content)
        self.delivery, self.letters = Blocking(real.delivery), Blocking(real.letters)

    def close(self) -> None:
        run(self.context.database.close())
