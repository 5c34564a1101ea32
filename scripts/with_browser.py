"""`with_browser.py …`: runs Python with these arguments from the project's folder, with a browser to drive."""

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
    return subprocess.run([sys.executable, *sys.argv[1:]], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
