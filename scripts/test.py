"""`make test`: sets up what the tests need and runs them all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.browser import chromium  # noqa: E402

JOURNEYS, HEARD, MATRIX = (
    "tests/journeys",
    "tests/screen_reader/test_journey_heard.py",
    "tests/matrix/test_matrix.py",
)
"""Apart: a browser's driver keeps an event loop in its process, where no other test may run, nor another driver."""
REST = ("tests", *(f"--ignore={path}" for path in (JOURNEYS, HEARD, MATRIX, "tests/native")))
TWO = ("-n", "2", "--dist", "load")
THREE = ("-n", "3", "--dist", "worksteal")
"""A journey waits for its screens about a third of the time."""


def run(*arguments: str) -> int:
    """Run pytest once; this script's extra arguments go to it."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "--durations=30", *arguments, *sys.argv[1:]]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, "QARIB_CHROMIUM": chromium()}, check=False)
    name = arguments[-1] if arguments[-1] in (JOURNEYS, HEARD, MATRIX) else "tests"
    print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    return code.returncode


def main() -> int:
    # The tests that listen run alone: speech that comes late is broken off by the next key.
    codes = [run(*TWO, *REST), run(*THREE, JOURNEYS), run("-rs", HEARD), run("-s", MATRIX)]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
