"""A module that runs as long as its starter lives: when its standard input ends, it is asked to stop.

A program that is killed cannot stop what it started. The system closes its end of this pipe all the same. What
comes through the pipe before that is the module's standard input.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
from pathlib import Path

_STANDARD_INPUT = 0


def _pass_on(source: int, sink: int) -> None:
    while read := os.read(source, 1024):
        os.write(sink, read)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    given = os.dup(_STANDARD_INPUT)
    passed, into = os.pipe()
    os.dup2(passed, _STANDARD_INPUT)
    threading.Thread(target=_pass_on, args=(given, into), daemon=True).start()
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
