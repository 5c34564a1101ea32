"""`make hear`: goes through the main journey and asserts what the Orca screen reader says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.browser import chromium  # noqa: E402


def main() -> int:
    environment = {**os.environ, "QARIB_CHROMIUM": chromium()}
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "tests/screen_reader", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
