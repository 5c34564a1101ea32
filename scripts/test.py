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

BROWSER = ("tests/journeys", "tests/screen_reader/test_journey_heard.py", "tests/matrix/test_matrix.py")


def main() -> int:
    environment = {**os.environ, "QARIB_CHROMIUM": chromium()}
    parallel = ["-n", os.environ.get("QARIB_TEST_WORKERS", "2"), "--dist", "load"]
    # Apart: the driver of the browser keeps an event loop in its process, where no other test may run, nor another
    # driver. The matrix has workers of its own; who listens wants the machine for itself.
    others = [f"--ignore={path}" for path in BROWSER]
    journeys, heard, matrix = BROWSER
    runs = ([*parallel, *others, "tests"], [*parallel, journeys], ["-rs", heard], ["-s", matrix])
    codes = []
    for run in runs:
        began = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "--durations=30", *run, *sys.argv[1:]]
        codes.append(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)
        print(f"{run[-1]}: {time.monotonic() - began:.0f} s", flush=True)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
