"""Uploaders of others that ours is held against: tuspy (Python) and tus-js-client (Node).

Each is installed once, in versions with hashes, into a folder that is never committed. Where that is not possible
the line of the table says so.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / ".run" / "bench"
_SECONDS = 180


class NotHere(Exception):  # noqa: N818 - nothing went wrong
    """A peer cannot be had on this machine; the text says why."""


def python_peer() -> Path:
    """Return a folder with tuspy, for PYTHONPATH. Raises `NotHere`."""
    lock = HERE / "requirements.txt"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return _made(
        "tuspy", [lock], [*pip, "--require-hashes", "--requirement", "requirements.txt", "--target", "."]
    )


def node_peer() -> Path:
    """Return a folder with tus-js-client. Raises `NotHere`."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NotHere("Node and npm are not installed")
    declared = [HERE / "package.json", HERE / "package-lock.json"]
    folder = _made("tus-js", declared, [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    shutil.copyfile(HERE / "tus_js.mjs", folder / "tus_js.mjs")
    return folder


def _made(name: str, declared: Sequence[Path], install: Sequence[str]) -> Path:
    content = b"".join(each.read_bytes() for each in declared)
    folder = KEPT / f"{name}-{hashlib.sha256(content).hexdigest()[:12]}"
    if folder.exists():
        return folder
    making = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    for each in declared:
        shutil.copyfile(each, making / each.name)
    try:
        done = subprocess.run(install, cwd=making, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise NotHere("it could not be installed in time") from None
    if done.returncode:
        raise NotHere("it could not be installed")
    making.rename(folder)
    return folder
