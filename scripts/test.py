"""`make test`: sets up what the tests need and runs them all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str:
    """A browser of the system; installed by name where there is none."""
    if found := os.environ.get("QARIB_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None):
        return found
    if shutil.which("apt-get") is None:
        sys.exit("The browser tests need Chromium: install it, or name it in QARIB_CHROMIUM.")
    root = [] if os.geteuid() == 0 else ["sudo"]
    print("Installing Chromium (once) …", flush=True)
    subprocess.run([*root, "apt-get", "update", "-qq"], check=True)
    subprocess.run(
        [*root, "apt-get", "install", "-y", "-qq", "chromium"], check=True, stdout=subprocess.DEVNULL
    )
    return shutil.which("chromium") or sys.exit("Chromium could not be installed.")


def main() -> int:
    environment = {**os.environ, "QARIB_CHROMIUM": chromium()}
    workers = os.environ.get("QARIB_TEST_WORKERS", "2")
    command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "load"]
    # Apart: the driver of the browser keeps an event loop in its process, where no other test may run.
    runs = (["--ignore", "tests/journeys"], ["tests/journeys"])
    codes = [
        subprocess.run([*command, *run, *sys.argv[1:]], cwd=ROOT, env=environment, check=False).returncode
        for run in runs
    ]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
