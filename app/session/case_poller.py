"""When to look at the cases: often at the one that is open before the person, else now and then."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from services.cases import CaseRepository, poll_interval
from services.errors import VaultError


class CasePoller:
    """A caller of `look` in turns, for as long as `run` runs."""

    def __init__(self, cases: CaseRepository, look: Callable[[], Awaitable[None]]) -> None:
        self._cases = cases
        self._look = look
        self._now = asyncio.Event()
        self.watched: set[str] = set()
        """Cases that are open before the person."""

    def now(self) -> None:
        """Look now rather than at the next turn."""
        self._now.set()

    async def run(self) -> None:
        while True:
            # Before the look: what changes during it is looked at again.
            self._now.clear()
            await self._look()
            # Not `wait_for`: Python 3.11 loses a cancelling that meets the event, and closing never ends.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(await self._pause()):
                    await self._now.wait()

    async def _pause(self) -> float:
        """Return the seconds until the next poll."""
        try:
            watched = [await asyncio.to_thread(self._cases.get, case_id) for case_id in list(self.watched)]
        except VaultError:
            watched = []  # the screen that shows it says so
        return min(map(poll_interval, watched), default=poll_interval(None))
