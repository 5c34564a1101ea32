"""The real server and the real app as processes of their own, as a person's device would run them."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import httpx
from sqlalchemy import text

from tests.journeys.process import Process, printed
from tests.postgres import database_of, written


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Ministry(Process):
    """The reference server with its demo citizen and a clerk in a hurry."""

    def __init__(self, folder: Path, clerk_seconds: float = 0.3) -> None:
        self.port = free_port()
        self.data = folder / "ministry"
        super().__init__(
            ["ministry", "serve", "--port", str(self.port), "--data", str(self.data), "--demo"],
            "Ministry is ready: ",
            folder / "ministry.log",
            {"MINISTRY_CLERK_SECONDS": str(clerk_seconds), "MINISTRY_DATABASE": database_of(self.data)},
        )

    @property
    def demo(self) -> dict[str, str]:
        read: dict[str, str] = json.loads((self.data / "demo.json").read_text(encoding="utf-8"))
        return read

    def count(self, table: str) -> int:
        """Count the rows of a table, without touching it."""
        with written(database_of(self.data)) as session:
            counted: int = session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
        return counted

    def receipts(self) -> list[dict[str, str]]:
        """Return the demo citizen's receipts, as another device sees them."""
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}/v1") as client:
            sent = client.post("/sign-in/codes", json={"number": self.demo["number"]}).json()
            asked = {"challenge_id": sent["challenge_id"], "code": self.demo["code"]}
            token = client.post("/sign-in/tokens", json=asked).json()["access_token"]
            answer = client.get("/requests", headers={"Authorization": f"Bearer {token}"})
            answer.raise_for_status()
            items: list[dict[str, str]] = answer.json()["items"]
            return items

    def agent(self, *arguments: str) -> str:
        """Return what an agent's command prints."""
        return printed(
            ["ministry", "agent", "--data", str(self.data), "--database", database_of(self.data), *arguments],
            self.log,
        )


class App(Process):
    """The app in browser mode, its home and temporary folder its own, so that both can be searched."""

    def __init__(self, folder: Path, ministry: str) -> None:
        self.home = folder / "home"
        self.ministry = ministry
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

    def start_known(self, language: str, *, signed_in: bool = True) -> str:
        """Start the app on a device with Amina's profile.

        How one comes so far, the main journeys show (`Person.arrives`, `signs_in`); others begin where their own way
        does.
        """
        options = ["--signed-in"] if signed_in else []
        printed(["tests.journeys.known", str(self.home), self.ministry, language, *options], self.log)
        return self.start()
