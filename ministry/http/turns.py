"""How one connection waits so that others go on: its reading is held, its parsing has turns, its time ends."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from uvicorn.protocols.http.flow_control import FlowControl


class HeldFlow(FlowControl):
    """The flow of a connection that reads nothing while it is held, whatever else asks for more."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__(transport)
        self._held = False

    def pause_reading(self) -> None:
        self._set(self._held, True)

    def resume_reading(self) -> None:
        self._set(self._held, False)

    def hold(self) -> None:
        self._set(True, self.read_paused)

    def let_go(self) -> None:
        self._set(False, self.read_paused)

    def _set(self, held: bool, paused: bool) -> None:
        was, now = self._held or self.read_paused, held or paused
        self._held, self.read_paused = held, paused
        if was == now or self._transport.is_closing():
            return
        if now:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()


class Turns:
    """Calls that wait: the event loop makes one of them each time round, whatever their number."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()

    def wait(self, loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
        self._waiting.append(call)
        if len(self._waiting) == 1:
            loop.call_soon(self._next, loop)

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        call = self._waiting.popleft()
        if self._waiting:
            loop.call_soon(self._next, loop)
        call()


class Deadline:
    """One thing at a time that is done after a while, unless the deadline is cleared before."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._timer: asyncio.TimerHandle | None = None
        self._act: Callable[[], None] | None = None

    def set(self, seconds: float, act: Callable[[], None]) -> None:
        """Call `act` after `seconds`.

        The time of an act that is set already goes on.
        """
        if self._act != act:
            self.clear()
            self._act = act
            self._timer = self._loop.call_later(seconds, act)

    def clear(self) -> None:
        self._act = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
