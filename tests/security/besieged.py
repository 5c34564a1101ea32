"""The ministry as a process under attack, and somebody else who goes on using it meanwhile."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from ministry.clock import utc_now
from ministry.contract.records import Person
from ministry.ids import new_id
from tests.contract.conftest import AMINA, BRAHIM
from tests.postgres import environment

READY = "Ministry is ready: "
UPLOAD = "application/offset+octet-stream"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> str:
        """The name of the problem, empty if there is none."""
        if self.headers.get("content-type") != "application/problem+json":
            return ""
        return str(json.loads(self.body)["type"]).removeprefix("urn:qarib:problem:")


@dataclass
class Besieged:
    """A server that knows Amina, who attacks, and Brahim, who wants to use it."""

    process: subprocess.Popen[str]
    port: int
    data: Path
    tokens: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    def send(self, method: str, path: str, value: Any, person: Person | None = AMINA) -> Answer:
        headers = {"Content-Type": "application/json", **(self.bearer(person) if person else {})}
        content = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.ask(method, path, content, headers)

    def bearer(self, person: Person) -> dict[str, str]:
        if person.number not in self.tokens:
            asked = self.send("POST", "/v1/sign-in/codes", {"number": person.number}, None)
            challenge = json.loads(asked.body)["challenge_id"]
            given = {"challenge_id": challenge, "code": self._code(person.phone)}
            signed_in = self.send("POST", "/v1/sign-in/tokens", given, None)
            self.tokens[person.number] = json.loads(signed_in.body)["access_token"]
        return {"Authorization": f"Bearer {self.tokens[person.number]}"}

    def upload(
        self, content: bytes, media_type: str, person: Person = AMINA, length: int | None = None
    ) -> Answer:
        """Upload a document with its creation, announced as of `length`."""
        pairs = {
            "document_id": new_id(utc_now()),
            "sha256": sha256(content).hexdigest(),
            "media_type": media_type,
        }
        metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())
        headers = {
            **self.tus(person),
            "Upload-Length": str(len(content) if length is None else length),
            "Upload-Metadata": metadata,
            "Content-Type": UPLOAD,
        }
        return self.ask("POST", "/v1/uploads", content, headers)

    def tus(self, person: Person) -> dict[str, str]:
        return {**self.bearer(person), "Tus-Resumable": "1.0.0"}

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def resident(self) -> int:
        """Return the megabytes that the process holds."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * 4096 // 2**20

    def _code(self, phone: str) -> str:
        folder = self.data / "sms"
        until = time.monotonic() + 10
        while time.monotonic() < until:
            for path in folder.glob("*.json"):
                message = json.loads(path.read_text())
                if message["to"] == phone:
                    path.unlink()
                    return str(message["code"])
        raise AssertionError("no code came")


@contextmanager
def besieged(folder: Path, *more: str) -> Iterator[Besieged]:
    """Started as an administrator starts it, with its own limits."""
    data, people = folder / "ministry", folder / "people.json"
    people.write_text(json.dumps([each.model_dump(exclude_none=True) for each in (AMINA, BRAHIM)]))
    command = [sys.executable, "-m", "ministry"]
    told = environment(data)
    subprocess.run([*command, "people", "--data", str(data), str(people)], check=True, env=told)
    process = subprocess.Popen(
        [*command, "serve", "--port", "0", "--data", str(data), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=told,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(READY), line
        under = Besieged(process, int(line.rsplit(":", 1)[1]), data)
        for person in (AMINA, BRAHIM):
            under.bearer(person)
        yield under
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


class Neighbour(threading.Thread):
    """Brahim, who looks at his cases and asks after the health of the server, a hundred times a second."""

    def __init__(self, server: Besieged) -> None:
        super().__init__(daemon=True)
        self._server = server
        self._headers = server.bearer(BRAHIM)
        self._enough = threading.Event()
        self._first = threading.Event()
        self.waited: list[float] = []
        self.failed: list[Any] = []

    def run(self) -> None:
        self._look()
        self._first.set()
        while not self._enough.wait(0.005):
            self._look()
        self._look()

    def _look(self) -> None:
        for path, headers in (("/healthz", {}), ("/v1/cases", self._headers)):
            began = time.perf_counter()
            try:
                answer = self._server.ask("GET", path, headers=headers)
                if answer.status != 200:
                    self.failed.append(answer)
            except OSError as error:
                self.failed.append(error)
            self.waited.append(time.perf_counter() - began)

    def __enter__(self) -> Neighbour:
        self.start()
        self._first.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self.join()

    @property
    def longest(self) -> float:
        return max(self.waited)
