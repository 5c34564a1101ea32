"""The terminal that the app was started from, where there is one."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable

_STANDARD_INPUT = 0


def on_enter(action: Callable[[], None]) -> None:
    """Call `action` on the running loop for each line of input.

    Standard input is what started the process: a terminal, or the pipe of `make run`.
    """
    if hasattr(signal, "SIGTTIN"):
        # Started in the background, reading from the terminal would stop the whole process; now it only fails.
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    loop = asyncio.get_running_loop()

    def read() -> None:
        # Not `sys.stdin`: its lock would keep the interpreter from ending.
        while lines := _read():
            for _ in range(lines.count(b"\n")):
                loop.call_soon_threadsafe(action)

    if sys.stdin is not None:
        threading.Thread(target=read, daemon=True).start()


def _read() -> bytes:
    try:
        return os.read(_STANDARD_INPUT, 1024)
    except OSError:
        return b""  # closed, or a terminal that belongs to another job
