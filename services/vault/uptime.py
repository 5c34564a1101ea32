"""How long the device has been on: the one time on it that a person cannot set."""

from __future__ import annotations

import time
from collections.abc import Callable

Uptime = Callable[[], float]
"""Seconds since the device was started. Smaller than before only after a restart."""


if hasattr(time, "CLOCK_BOOTTIME"):

    def uptime() -> float:
        """Return the uptime in seconds.

        Linux and Android: the time asleep counts too.
        """
        return time.clock_gettime(time.CLOCK_BOOTTIME)
else:

    def uptime() -> float:
        """Return the uptime in seconds.

        Windows: the time asleep counts too. macOS: it does not.
        """
        return time.monotonic()
