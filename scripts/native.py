"""`make native`: a journey in a native window, where its parts can be had; `--required` fails where not.

The client is not Flet 1.0.5's own but 0.82.2's, the last that PyPI has; `tests/native/client.py` says how they differ.
It lies in a folder of its own and never meets the environment of the app.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.native.rig import CLIENT, LAUNCHER, missing  # noqa: E402

_LAUNCHER, _CLIENT = "flet_desktop", "flet_desktop_light"
_ARCHIVE = "flet_desktop/app/flet-linux-amd64.tar.gz"


def fetch() -> str:
    """Unpack the launcher and the client, once; return what prevents it."""
    if LAUNCHER.exists() and CLIENT.exists():
        return ""
    with tempfile.TemporaryDirectory() as folder:
        download = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        listed = ["--require-hashes", "-r", str(ROOT / "requirements/native.txt"), "--dest", folder]
        if subprocess.run([*download, *listed], check=False).returncode:
            return "Flet's client could not be fetched"
        wheels = {name: next(Path(folder).glob(f"{name}-[0-9]*.whl")) for name in (_LAUNCHER, _CLIENT)}
        with zipfile.ZipFile(wheels[_LAUNCHER]) as wheel:
            wheel.extractall(LAUNCHER)
        with zipfile.ZipFile(wheels[_CLIENT]) as wheel:
            archive = wheel.extract(_ARCHIVE, folder)
        subprocess.run(["tar", "-xzf", archive, "-C", str(CLIENT.parent)], check=True)
    return ""


def main() -> int:
    lacking = missing() or fetch()
    if lacking:
        print(f"The native window was NOT RUN here: {lacking}.", flush=True)
        return 1 if "--required" in sys.argv[1:] else 0
    print("The native window, on Flet's client 0.82.2, which is not the 1.0.5 of the app:", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/native"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
