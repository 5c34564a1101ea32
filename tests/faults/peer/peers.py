"""Programs of others, in Node: how they are set up once, and run. Versions and hashes stand in `package-lock.json`."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
KEPT = HERE.parents[2] / ".run" / "peers"
"""Where they are installed: beside what else the project sets up for itself, and never committed."""
_SCRIPTS = ("tus_server.mjs", "age.mjs")
_DECLARED = ("package.json", "package-lock.json")


def peers() -> Path:
    """Return the folder of the scripts; skip where it cannot be made."""
    npm = shutil.which("npm")
    if shutil.which("node") is None or npm is None:
        pytest.skip("Node and npm are not installed: nothing is compared with @tus/server and age-encryption")
    lock = (HERE / "package-lock.json").read_bytes()
    folder = KEPT / hashlib.sha256(lock).hexdigest()[:12]
    if not folder.exists():
        # Beside it and then at one stroke: another test may be at it at the same time.
        making = folder.with_name(f"{folder.name}-{os.getpid()}")
        making.mkdir(parents=True)
        for name in _DECLARED:
            shutil.copyfile(HERE / name, making / name)
        try:
            _install(npm, making)
            if not folder.exists():
                making.rename(folder)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    for name in _SCRIPTS:
        shutil.copyfile(HERE / name, folder / name)
    return folder


def _install(npm: str, folder: Path) -> None:
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=180, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("the packages of the peers cannot be fetched in time")
    if done.returncode:
        pytest.skip("the packages of the peers cannot be fetched")
