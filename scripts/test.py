"""`make test`: sets up what the tests need and runs them all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.browser import chromium  # noqa: E402

JOURNEYS, HEARD, MATRIX = (
    "tests/journeys",
    "tests/screen_reader/test_journey_heard.py",
    "tests/matrix/test_matrix.py",
)
"""Apart: a browser's driver keeps an event loop in its process, where no other test may run, nor another driver."""
REST = ("tests", *(f"--ignore={path}" for path in (JOURNEYS, HEARD, MATRIX)))
TWO = ("-n", "2", "--dist", "load")
THREE = ("-n", "3", "--dist", "worksteal")
"""A journey waits for its screens about a third of the time."""
MODEST = ("chrt", "--idle", "0") if shutil.which("chrt") else ("nice", "-n", "19")
"""Before a command: it gets what nobody else wants (SCHED_IDLE)."""


class Run:
    """One run of pytest, begun at once; the extra arguments of this script are its own too."""

    def __init__(self, *arguments: str, before: tuple[str, ...] = (), to: IO[bytes] | None = None) -> None:
        self.name = arguments[-1] if arguments[-1] in (JOURNEYS, HEARD, MATRIX) else "tests"
        self._began = time.monotonic()
        self._process = subprocess.Popen(
            [*before, sys.executable, "-m", "pytest", "-q", "--durations=30", *arguments, *sys.argv[1:]],
            cwd=ROOT,
            env={**os.environ, "QARIB_CHROMIUM": chromium()},
            stdout=to,
            stderr=subprocess.STDOUT if to else None,
        )

    def ends(self) -> int:
        code = self._process.wait()
        print(f"{self.name}: {time.monotonic() - self._began:.0f} s", flush=True)
        return code


def main() -> int:
    chromium()
    with tempfile.TemporaryFile() as said:
        # Who listens waits for spoken words most of the time, but is not to be kept waiting: the rest gives way.
        heard = Run("-rs", HEARD, to=said)
        codes = [Run(*TWO, *REST, before=MODEST).ends(), heard.ends()]
        said.seek(0)
        print(said.read().decode(errors="replace"), flush=True)
    codes.append(Run(*THREE, JOURNEYS).ends())
    # It has workers of its own.
    codes.append(Run("-s", MATRIX).ends())
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
