"""The automatic lock: after a time without anything done, and when the app is no more to be seen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from services.errors import VaultError
from services.models.locking import LockSettings
from services.vault.uptime import Uptime
from services.waiting import Sleep, wait_until

WARNING = 60.0
"""Seconds before locking, at which the warning comes (WCAG 2.2.1 asks for 20). Half of the time, where that is less."""
LOOK = 5.0
"""Poll interval in seconds, at most; bounds how late a wake from sleep is noticed."""
AGAIN = 15.0
"""Seconds until a lock that the disk did not let happen is tried again."""


class AutoLock:
    """The lock on the event loop. `lock` closes the profile and may raise `VaultError`, which `on_problem` hears.

    `on_warning` hears whether it will soon be locked. While `busy`, as while something is being read aloud, the
    person is there. Time asleep counts, where the device can tell it (`services.vault.uptime`).
    """

    def __init__(
        self,
        lock: Callable[[], Awaitable[None]],
        *,
        on_warning: Callable[[bool], None],
        on_problem: Callable[[VaultError], None],
        busy: Callable[[], bool],
        uptime: Uptime,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._lock = lock
        self._on_warning = on_warning
        self._on_problem = on_problem
        self._busy = busy
        self._uptime = uptime
        self._sleep = sleep
        self._settings = LockSettings(after_minutes=None)
        self._last = uptime()
        self._warned = False
        self._aside = 0
        self._seen: set[object] = set()
        self._stir = asyncio.Event()
        self._timer: asyncio.Task[None] | None = None
        self._locking: asyncio.Task[None] | None = None

    def begin(self, settings: LockSettings) -> None:
        """Start the time again, for a profile opened or its new settings."""
        self.end()
        self._settings = settings
        self._last = self._uptime()
        if settings.after_minutes is not None:
            self._timer = asyncio.create_task(self._run(settings.after_minutes * 60.0))

    def end(self) -> None:
        """Stop: no profile is open."""
        self._settings = LockSettings(after_minutes=None)
        self._warn(False)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def acted(self) -> None:
        """Start the time again after an act, unless it was over.

        What comes after it, as after sleep, is too late.
        """
        if self._left() > 0:
            self._last = self._uptime()
            if self._warned:
                self._warn(False)
        self._stir.set()

    def shown(self, window: object) -> None:
        """Note a window that is to be seen."""
        self._seen.add(window)
        self._stir.set()

    def hidden(self, window: object) -> None:
        """Note a window that is hidden or closed; the last may lock."""
        self._seen.discard(window)
        if self._settings.when_hidden and not self._seen and not self._aside:
            self._lock_now()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Keep the profile open while the app sends the person elsewhere."""
        self._aside += 1
        try:
            yield
        finally:
            self._aside -= 1
            self.acted()

    def _left(self) -> float:
        """Return the seconds until it is locked."""
        if self._settings.after_minutes is None:
            return float("inf")
        return self._settings.after_minutes * 60.0 - (self._uptime() - self._last)

    async def _run(self, after: float) -> None:
        warning = min(WARNING, after / 2)
        while True:
            self._stir.clear()
            # Not while warned: the warning itself may be read aloud.
            if (self._busy() and not self._warned) or self._aside:
                self._last = self._uptime()
            left = self._left()
            if left <= 0:
                self._lock_now()
                return
            self._warn(left <= warning)
            until = left if self._warned else left - warning
            await wait_until(self._stir, min(until, LOOK), self._sleep)

    def _warn(self, warned: bool) -> None:
        if warned is not self._warned:
            self._warned = warned
            self._on_warning(warned)

    def _lock_now(self) -> None:
        """Lock in a task of its own: locking ends the timer."""
        if self._locking is None or self._locking.done():
            self._locking = asyncio.create_task(self._try())

    async def _try(self) -> None:
        settings = self._settings
        while self._settings is settings:  # else it was closed otherwise, or its time began again
            try:
                await self._lock()
            except VaultError as error:
                # Unwritten words are not thrown away for a lock: the person gets a notice, and it is tried again.
                self._on_problem(error)
                await self._sleep(AGAIN)
            else:
                return
