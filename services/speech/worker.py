"""The process that holds the engine: `python -m services.speech.worker`. It may be killed at any time.

It reads commands from its standard input and writes reports to its standard output; at the end of its input
it ends. What is said reaches it by the pipe alone: not by an argument, the environment or a file.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from services.speech.engine_loop import EngineLoop
from services.speech.engines import Engine, best_engine
from services.speech.messages import Report, Say, Stop, read, write


def serve(engine: Callable[[], Engine], commands: BinaryIO, reports: BinaryIO) -> None:
    """Speak with the engine, on this thread, until `commands` ends."""
    writing = threading.Lock()

    def report(message: Report) -> None:
        with writing:
            reports.write(write(message))
            reports.flush()

    loop = EngineLoop(engine(), report)

    def listen() -> None:
        for line in commands:
            message = read(line)
            if isinstance(message, Say | Stop):
                loop.receive(message)
        # Nobody is left to speak for: do not wait for an engine that may hang.
        os._exit(0)

    threading.Thread(target=listen, name="commands", daemon=True).start()
    loop.run()


def own_streams() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output; drop what libraries print."""
    reports = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return sys.stdin.buffer, reports


def main(engine: Callable[[], Engine] = best_engine) -> None:
    try:
        serve(engine, *own_streams())
    except BrokenPipeError:
        # The app went away while we reported.
        os._exit(0)


if __name__ == "__main__":
    main()
