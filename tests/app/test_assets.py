"""Fonts and icons are found however the app is started, from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.settings import ASSETS
from tests.journeys.servers import free_port

ROOT = ASSETS.parent


SERVED = "import app.shell.desktop, runpy; app.shell.desktop.prepare = lambda: None; "
"""Without what keeps Flet from serving the app to others."""
STARTS = {
    "python -m app": "runpy.run_module('app', run_name='__main__', alter_sys=True)",
    "main.py": f"runpy.run_path({str(ROOT / 'main.py')!r}, run_name='__main__')",
}


@pytest.mark.parametrize("start", STARTS)
def test_a_window_finds_the_assets(start: str, tmp_path: Path) -> None:
    # Flet's own server replaces the native client: both get the folder that `ft.run` worked out.
    port = free_port()
    app = subprocess.Popen(
        [sys.executable, "-c", SERVED + STARTS[start], "--view", "window", "--home", str(tmp_path / "home")],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "FLET_APP_STORAGE_DATA": str(tmp_path),  # as in a packaged app: no look for a display
            "FLET_FORCE_WEB_SERVER": "1",
            "FLET_SERVER_PORT": str(port),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert app.stdout is not None
        assert "Qarib is ready" in app.stdout.readline()
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", transport=httpx.HTTPTransport(retries=8), timeout=30
        ) as client:
            for name in ("fonts/ReadexPro-Regular.ttf", "icons/icon-192.png"):
                assert client.get(name).content == (ASSETS / name).read_bytes()
    finally:
        app.terminate()
        app.wait(timeout=30)
