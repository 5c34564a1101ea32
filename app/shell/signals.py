"""Signals that ask the app to end: the first lets it end as it should, a later one makes it.

In a browser uvicorn ends gracefully and then raises the same signal again. That ended the process before the profile
was closed, and cost what was typed in the last 300 ms. SIGHUP, of a terminal that closes, was heard by nobody.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

ASKING = tuple(
    signal.Signals[name]
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if name in signal.Signals.__members__
)
"""Ctrl-C, the system's own way, a terminal that closes; SIGBREAK is Windows' word for the last two."""
BURST = 0.5
"""Seconds within which signals are one wish: systemd sends SIGHUP right after SIGTERM."""


class Ending:
    """The end of the app by signals; it belongs to the event loop of the main thread."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.asked = asyncio.Event()
        self._monotonic = monotonic
        self._first: float | None = None
        self._loop = asyncio.get_running_loop()

    @contextmanager
    def heard(self, force: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Take the signals during the block.

        `force` is called before a later one ends the process at once.
        """

        def hear(number: int, _: FrameType | None) -> None:
            now = self._monotonic()
            if self._first is None:
                self._first = now
                self._loop.call_soon_threadsafe(self.asked.set)
            elif now - self._first >= BURST:
                force()
                signal.signal(number, signal.SIG_DFL)
                signal.raise_signal(number)

        # What is ignored stays so: it was started with `nohup`, or in the background.
        before: dict[int, Any] = {
            each: signal.getsignal(each) for each in ASKING if signal.getsignal(each) != signal.SIG_IGN
        }
        for each in before:
            signal.signal(each, hear)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
