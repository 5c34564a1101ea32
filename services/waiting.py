"""Two small ways of waiting that the worker needs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

Sleep = Callable[[float], Awaitable[None]]


async def run_to_end(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a blocking call in a thread, always to its end.

    Even when the caller is cancelled meanwhile.
    """
    work = asyncio.ensure_future(asyncio.to_thread(call, *args, **kwargs))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait({work})
        if not work.cancelled():
            work.exception()  # looked at, so that the loop does not report it: the caller is gone
        raise


async def wait_until(event: asyncio.Event, seconds: float | None, sleep: Sleep) -> None:
    """Wait until the event is set, or for `seconds` unless None."""
    waits: set[asyncio.Future[object]] = {asyncio.ensure_future(_forget(event.wait()))}
    if seconds is not None:
        waits.add(asyncio.ensure_future(_forget(sleep(seconds))))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def _forget(awaited: Awaitable[object]) -> object:
    return await awaited
