"""The real server and the real app as processes of their own, as a person's device would run them."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Process:
    """A program of the project that prints one line when it is ready."""

    arguments: list[str]
    ready: str
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start it and give the address that it prints."""
        log = self.log.open("a", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", *self.arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, **self.environment},
        )
        log.close()
        output: IO[str] | None = self._process.stdout
        assert output is not None
        for line in output:
            if line.startswith(self.ready):
                threading.Thread(target=output.read, daemon=True).start()
                return line.removeprefix(self.ready).strip()
        raise AssertionError(f"{self.arguments} did not start:\n{self.log.read_text(encoding='utf-8')}")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """It stops in the middle of whatever it does; what reaches it waits in the system's buffers."""
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        self._send(signal.SIGCONT)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def _send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            self._process = None


class Ministry(Process):
    """The reference server with its demo citizen and a clerk in a hurry."""

    def __init__(self, folder: Path, clerk_seconds: float = 0.3) -> None:
        self.port = free_port()
        self.data = folder / "ministry"
        super().__init__(
            ["ministry", "serve", "--port", str(self.port), "--data", str(self.data), "--demo"],
            "Ministry is ready: ",
            folder / "ministry.log",
            {"MINISTRY_CLERK_SECONDS": str(clerk_seconds)},
        )

    @property
    def demo(self) -> dict[str, str]:
        read: dict[str, str] = json.loads((self.data / "demo.json").read_text(encoding="utf-8"))
        return read

    def count(self, table: str) -> int:
        """How many rows the server's database holds of a kind, looked at without touching it."""
        database = sqlite3.connect(f"file:{self.data / 'ministry.sqlite3'}?mode=ro", uri=True)
        try:
            counted: int = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        finally:
            database.close()
        return counted

    def receipts(self) -> list[dict[str, str]]:
        """Of every request that the demo citizen has at the ministry, as another device of hers sees them."""
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}/v1") as client:
            sent = client.post("/sign-in/codes", json={"number": self.demo["number"]}).json()
            asked = {"challenge_id": sent["challenge_id"], "code": self.demo["code"]}
            token = client.post("/sign-in/tokens", json=asked).json()["access_token"]
            answer = client.get("/requests", headers={"Authorization": f"Bearer {token}"})
            answer.raise_for_status()
            items: list[dict[str, str]] = answer.json()["items"]
            return items

    def agent(self, *arguments: str) -> str:
        """What an agent's command prints."""
        command = [sys.executable, "-m", "ministry", "agent", "--data", str(self.data), *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


class App(Process):
    """The app in browser mode, its home and temporary folder its own, so that both can be searched."""

    def __init__(self, folder: Path, ministry: str) -> None:
        self.home = folder / "home"
        self.temporary = folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        super().__init__(
            [
                "app",
                "--view",
                "none",
                "--port",
                str(free_port()),
                "--home",
                str(self.home),
                "--ministry",
                ministry,
            ],
            "Qarib is ready: ",
            folder / "app.log",
            {"TMPDIR": str(self.temporary), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
        )
