"""A monitor of whether the ministry can be reached, which asks only while something waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from services.errors import VaultError
from services.outbox.policy import Rng

FIRST_PROBE = 2.0
LONGEST_PROBE = 30.0
"""Seconds between two looks at the ministry while it is out of reach."""


class ConnectivityMonitor:
    """A prober of the ministry while it is out of reach and something waits; says when it is back.

    Belongs to the event loop that runs `run`. `probe` asks the ministry's health and gives whether it answered as the
    contract says; a captive portal's page does not count. `waits` tells whether anything is to be sent.
    """

    def __init__(
        self,
        probe: Callable[[], Awaitable[bool]],
        waits: Callable[[], Awaitable[bool]],
        *,
        rng: Rng,
        on_back: Callable[[], None],
        on_change: Callable[[bool], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take the calls that it makes.

        `on_back` is called when a probe succeeded, `on_change` with every change of `online`.
        """
        self._probe = probe
        self._waits = waits
        self._rng = rng
        self._on_back = on_back
        self._on_change = on_change
        self._sleep = sleep
        self._lost = asyncio.Event()
        self._delay = FIRST_PROBE
        self._online = True

    @property
    def online(self) -> bool:
        """True if the ministry was not found out of reach.

        A screen does not claim trouble that nobody met.
        """
        return self._online

    def report(self, reached: bool) -> None:
        """Take in whether another request just reached the ministry."""
        if reached:
            self._delay = FIRST_PROBE
        self._set(reached)

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await self._lost.wait()
            await self._sleep(self._delay * (0.75 + self._rng() / 2))
            # Grows until something really got through: a network that lets probes pass but cuts papers is not
            # tried every two seconds.
            self._delay = min(LONGEST_PROBE, self._delay * 2)
            if not self._lost.is_set():
                continue
            try:
                waits = await self._waits()
            except VaultError:
                waits = True  # until the store can be read: asking the ministry once more costs little
            if not waits:
                self._lost.clear()
            elif await self._probe():
                self._set(True)
                self._on_back()

    def _set(self, online: bool) -> None:
        if online:
            self._lost.clear()
        else:
            self._lost.set()
        if online != self._online:
            self._online = online
            self._on_change(online)
