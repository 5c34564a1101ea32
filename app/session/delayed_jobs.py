"""One thread for what is to be done a little later, while there is something to do (docs/adr/0014)."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable

REST = 10.0
"""Seconds without a job after which the thread ends; the next job starts another."""


class DelayedJobs:
    """`later(0.15, job)` calls the job once, from its thread. Costs the caller next to nothing.

    A thread for each job costs more than all else that is done for a keystroke: the one that starts it waits until it
    runs, which on a busy machine takes 5 ms.
    """

    def __init__(self, rest: float = REST) -> None:
        self._rest = rest
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._works = False
        self._news = threading.Condition()

    def __call__(self, seconds: float, job: Callable[[], None]) -> None:
        with self._news:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._numbers), job))
            if self._works:
                self._news.notify()
            else:
                threading.Thread(target=self._work, daemon=True).start()
                self._works = True

    def _work(self) -> None:
        while self._do_next():
            pass

    def _do_next(self) -> bool:
        # A function of its own, so that its frame does not keep a reference to the keys (docs/adr/0012).
        job = self._next()
        if job is None:
            return False
        try:
            job()
        except Exception as error:  # noqa: BLE001 - told as any thread's; the jobs after it are done all the same
            told = (type(error), error, error.__traceback__, threading.current_thread())
            threading.excepthook(threading.ExceptHookArgs(told))
        return True

    def _next(self) -> Callable[[], None] | None:
        """Wait for a due job; None after a rest ends the thread."""
        with self._news:
            rested = time.monotonic() + self._rest
            while True:
                now = time.monotonic()
                if self._due and self._due[0][0] <= now:
                    return heapq.heappop(self._due)[2]
                if not self._due and now >= rested:
                    self._works = False
                    return None
                self._news.wait((self._due[0][0] if self._due else rested) - now)
