"""The reference server in a process of its own, on a port and on data that outlive it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from services.api import MinistryClient
from tests.contract.filling import filled
from tests.postgres import environment


class Server:
    """`module` is what is run in place of the server, with the arguments of one."""

    def __init__(self, data: Path, module: str = "ministry") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.data = data
        self._module = module
        self.process = self._start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def told(self) -> dict[str, str]:
        """Return how the demo citizen signs in."""
        told: dict[str, str] = json.loads((self.data / "demo.json").read_bytes())
        return told

    def restart(self) -> None:
        self.stop()
        self.process = self._start()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", self._module, "serve", "--demo", "--clerk-seconds", "3600"]
        process = subprocess.Popen(
            [*command, "--port", str(self.port), "--data", str(self.data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment(self.data),
        )
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Ministry is ready"), "the server did not start"
        return process


async def sign_in(client: MinistryClient, told: dict[str, str]) -> None:
    challenge = await client.request_code(told["number"])
    await client.sign_in(challenge.challenge_id, told["code"])


async def filled_form(client: MinistryClient, service: str, today: date) -> tuple[str, Any, list[str]]:
    """Return a form's version, answers to it, and its paper questions."""
    fetched = await client.catalogue()
    assert fetched is not None
    form = next(each for each in json.loads(fetched.raw)["services"] if each["id"] == service)["form"]
    answers, questions = filled(form, today)
    return form["version"], answers, questions
