"""The server is killed while many requests share its commits: none that was answered is lost, none is there in part."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.clock import SystemClock
from services.ids import uuid7
from tests.contract.filling import filled
from tests.faults.ministry_process import Server

pytestmark = pytest.mark.fault

SERVICE, CLIENTS, KILLS = "affiliation_certificate", 12, 5
CLOCK = SystemClock()
HALF = """
SELECT count(*) FROM request WHERE
    (SELECT count(*) FROM "case" WHERE id = request.id) <> 1
    OR (SELECT count(*) FROM case_event WHERE case_id = request.id AND kind = 'received') <> 1
    OR (SELECT count(*) FROM audit WHERE record = request.id AND operation = 'sendRequest') <> 1
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "ministry")
    yield server
    server.stop()


def signed_in(server: Server) -> tuple[dict[str, str], dict[str, Any]]:
    """What a request carries: its headers, and a body without papers."""
    with httpx.Client(base_url=f"{server.address}/v1", trust_env=False) as client:
        told = server.told()
        challenge = client.post("/sign-in/codes", json={"number": told["number"]}).json()
        given = {"challenge_id": challenge["challenge_id"], "code": told["code"]}
        token = client.post("/sign-in/tokens", json=given).json()["access_token"]
        services = client.get("/catalogue").json()["services"]
    form = next(each["form"] for each in services if each["id"] == SERVICE)
    body = {
        "service_id": SERVICE,
        "form_version": form["version"],
        "language": "fr",
        "created_at": "2026-11-21T09:00:00Z",
        "answers": filled(form, datetime.now(UTC).date())[0],
        "papers": [],
    }
    return {"Authorization": f"Bearer {token}"}, body


class Crowd:
    """Clients that send one request after the other until nobody answers."""

    def __init__(self, server: Server, headers: dict[str, str], body: dict[str, Any]) -> None:
        self._server = server
        self._headers = {**headers, "Content-Type": "application/json"}
        self._body = json.dumps(body)
        self.sent: set[str] = set()
        self.answered: dict[str, bytes] = {}

    async def send_until_killed(self, answers: int) -> None:
        """The server is killed after so many answers, while others are on their way."""
        wanted = len(self.answered) + answers
        async with asyncio.TaskGroup() as group:
            for _ in range(CLIENTS):
                group.create_task(self._client(wanted))

    async def _client(self, wanted: int) -> None:
        async with httpx.AsyncClient(base_url=self._server.address, trust_env=False) as client:
            while self._server.process.poll() is None:
                self.sent.add(request := uuid7(CLOCK))
                try:
                    answer = await self.put(client, request)
                except httpx.TransportError:
                    return
                assert answer.status_code == 201, answer.text
                self.answered[request] = answer.content
                if len(self.answered) == wanted:
                    self._server.process.kill()

    async def put(self, client: httpx.AsyncClient, request: str) -> httpx.Response:
        return await client.put(f"/v1/requests/{request}", headers=self._headers, content=self._body)


async def test_what_was_answered_is_stored_and_nothing_in_part(server: Server) -> None:
    crowd = Crowd(server, *signed_in(server))
    for kill in range(KILLS):
        await crowd.send_until_killed(20 + 7 * kill)
        server.restart()
    with closing(sqlite3.connect(server.data / "ministry.sqlite3")) as database:
        assert database.execute(HALF).fetchone() == (0,)
        stored = {request for (request,) in database.execute("SELECT id FROM request")}
    assert crowd.answered.keys() <= stored <= crowd.sent
    async with httpx.AsyncClient(base_url=server.address, trust_env=False) as client:
        for request in crowd.sent:
            again = await crowd.put(client, request)
            assert again.status_code == (200 if request in stored else 201)
            assert crowd.answered.get(request, again.content) == again.content
