"""Runs a module for as long as whoever started it lives: when its standard input ends, it is asked to stop.

A program that is killed cannot stop what it started. The system closes its end of this pipe all the same.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
from pathlib import Path


def _stop_at_the_end_of_input() -> None:
    while os.read(0, 1024):
        continue
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_stop_at_the_end_of_input, daemon=True).start()
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
