"""A lock whose waiters get it in the order that they came.

SQLite has one writer at a time, and lets the others look again at intervals that grow: who has waited longest waits
longest. An ordinary lock wakes its waiters at once, and may give itself to whoever just gave it back.
"""

from __future__ import annotations

from collections import deque
from threading import Lock


class Turn:
    """For threads of one process. It is not re-entrant."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    def take(self, seconds: float) -> bool:
        """Waits for it, so long at most; whether it was got."""
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._mutex:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # handed over at the last moment

    def give_back(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
