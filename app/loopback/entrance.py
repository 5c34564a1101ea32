"""Who may come in: one launch link, good once, and the one session that it opened.

The rules, and why they are these, stand in docs/adr/0022. Times are seconds of a clock that only grows.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from services.clock import Clock

IDLE = 30 * 60.0
"""Seconds that a session outlives the last window and the last request."""
ABSOLUTE = 12 * 60 * 60.0
"""Seconds after which a session ends however it is used, as soon as no window is open."""
_RANDOM_BYTES = 32


class BrowserSession:
    """What one launch link opened. `value` is the cookie's; it is never that of the link."""

    def __init__(self, clock: Clock) -> None:
        self.value = secrets.token_urlsafe(_RANDOM_BYTES)
        self.over = asyncio.Event()
        """Set once it ended: open windows are closed by it."""
        self._clock = clock
        self._began = self._used = clock.monotonic()
        self._windows = 0

    def use(self) -> None:
        self._used = self._clock.monotonic()

    @contextmanager
    def window(self) -> Iterator[None]:
        """Keep the session open during the block, with a window."""
        self._windows += 1
        try:
            yield
        finally:
            self._windows -= 1
            self.use()

    def is_stale(self) -> bool:
        now = self._clock.monotonic()
        return self._windows == 0 and (now - self._used >= IDLE or now - self._began >= ABSOLUTE)


class Entrance:
    """At most one link and one session at a time. Belongs to one event loop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._link: str | None = None
        self._session: BrowserSession | None = None

    def new_link(self) -> str:
        """Return a new launch token; it ends the one before.

        A session goes on until the new one is used.
        """
        self._link = secrets.token_urlsafe(_RANDOM_BYTES)
        return self._link

    def enter(self, token: str) -> BrowserSession | None:
        """Open a session by a launch token; use the token up."""
        if self._link is None or not _same(token, self._link):
            return None
        self._link = None
        self._end()
        self._session = BrowserSession(self._clock)
        return self._session

    def session(self, cookie: str) -> BrowserSession | None:
        """Return the session of a cookie, in use from now on."""
        if self.has_ended() or self._session is None or not _same(cookie, self._session.value):
            return None
        self._session.use()
        return self._session

    def has_ended(self) -> bool:
        """True if nobody can come in without a new link."""
        if self._session is not None and self._session.is_stale():
            self._end()
        return self._session is None and self._link is None

    def _end(self) -> None:
        if self._session is not None:
            self._session.over.set()
            self._session = None


def _same(given: str, kept: str) -> bool:
    return hmac.compare_digest(given.encode(), kept.encode())
