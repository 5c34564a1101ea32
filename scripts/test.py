"""`make test`: sets up what the tests need and runs them, but for what `.ci/run` runs beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.browser import chromium  # noqa: E402

JOURNEYS = "tests/journeys"
"""Apart: a browser's driver keeps an event loop in its process, where no other test may run."""
BESIDE = (JOURNEYS, "tests/screen_reader/test_journey_heard.py", "tests/native")
"""Orca and the native window have commands of their own, `make hear` and `make native`."""
REST = ("tests", *(f"--ignore={path}" for path in BESIDE))
FOUR = ("-n", "4", "--dist", "worksteal")
"""On two cores: many a test waits, for processes, for the database, for a time to pass."""
THREE = ("-n", "3", "--dist", "worksteal")
"""A journey waits for its screens about a third of the time."""


def run(name: str, *arguments: str) -> int:
    """Run pytest once; this script's extra arguments go to it."""
    began = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-m",
        "not heavy",
        "--durations=30",
        *arguments,
        *sys.argv[1:],
    ]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, "QARIB_CHROMIUM": chromium()}, check=False)
    print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    return code.returncode


def main() -> int:
    codes = [run("tests", *FOUR, *REST), run(JOURNEYS, *THREE, JOURNEYS)]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
