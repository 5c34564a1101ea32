"""The browser that the tests drive."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str:
    """Return a browser of the system, installed by name where none is."""
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
