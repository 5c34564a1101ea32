"""Requests that the ministry's server takes a second, and the slowest of a hundred, against one durable insert.

Ours: `PUT /v1/requests/{id}` as the app sends it, with who sent it looked up, the answers checked against the form, and
request, case, event and audit written in one transaction. The baseline: FastAPI with a route that inserts the body
(`bench.plain_server`), under the same settings. Eight clients on this machine, each waiting for its answer before
it asks again; they take a share of the same processors. At least 0.6 of the baseline, a second and at p99.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx

from bench import drafts
from bench.measure import Curve, Figure, Result, Spread, interleaved, percentile, ratio, short, spread
from bench.serving import READY
from ministry.catalogue.loader import load
from services.ids import uuid7
from tests.contract.filling import filled
from tests.faults.ministry_process import Server
from tests.journeys.process import Process

CLIENTS, REQUESTS = 8, 400
CROWDS = (1, 2, 4, 8, 16, 32)


@dataclass(frozen=True)
class Load:
    """What a round measured."""

    a_second: float
    p99: float
    """Milliseconds."""


class Target:
    """A server, and how it is asked."""

    def __init__(self, port: int, token: str, body: bytes) -> None:
        self._port = port
        self._rest = (
            f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    async def load(self, requests: int, clients: int) -> Load:
        """Send a number of requests from a number of clients at once."""
        took: list[float] = []
        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(self._client(requests // clients, took))
        return Load(len(took) / (time.perf_counter() - start), percentile(took, 99))

    async def _client(self, requests: int, took: list[float]) -> None:
        """Written by hand: a full client would be most of what is measured."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        for _ in range(requests):
            start = time.perf_counter()
            writer.write(f"PUT /v1/requests/{uuid7(drafts.CLOCK)}".encode() + self._rest)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
            answer = await reader.readexactly(int(length or b"0"))
            took.append((time.perf_counter() - start) * 1000)
            if b" 201 " not in head[:16]:
                raise AssertionError(answer)
        writer.close()


def run(*, quick: bool) -> Result:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        plain = Process(["bench.plain_server", folder], READY, Path(folder) / "plain.log")
        plain_port = int(plain.start().rpartition(":")[2])
        ours = Server(Path(folder) / "ministry")
        try:
            body = _body()
            targets = {
                "ours": Target(ours.port, _token(ours), body),
                "plain": Target(plain_port, "none", body),
            }
            return _measured(targets, runner, 2 if quick else 7, 200 if quick else REQUESTS)
        finally:
            ours.stop()
            plain.stop()


def _measured(targets: dict[str, Target], runner: asyncio.Runner, rounds: int, requests: int) -> Result:
    loads = _loads(targets, runner, rounds, requests, CLIENTS)
    speeds, slowest = (
        {name: [get(each) for each in found] for name, found in loads.items()} for get in (_speed, _slowness)
    )
    figures = [
        _figure(
            "requests taken a second, eight clients", ratio(speeds["ours"], speeds["plain"]), speeds, "/s"
        ),
        _figure("p99 of a request, eight clients", ratio(slowest["plain"], slowest["ours"]), slowest, "ms"),
    ]
    crowds = {
        count: _loads(targets, runner, 1 if requests < REQUESTS else 2, requests // 4, count)
        for count in CROWDS
    }
    series = {
        name: [
            (count, spread([each.a_second for each in found[key]]).median) for count, found in crowds.items()
        ]
        for name, key in (("one insert", "plain"), ("the ministry", "ours"))
    }
    curve = Curve("server", "Requests taken a second", "clients at once", "requests a second", series)
    return Result(figures, [curve])


def _speed(load: Load) -> float:
    return load.a_second


def _slowness(load: Load) -> float:
    return load.p99


def _loads(
    targets: dict[str, Target], runner: asyncio.Runner, rounds: int, requests: int, clients: int
) -> dict[str, list[Load]]:
    loads: dict[str, list[Load]] = {name: [] for name in targets}

    def once(name: str) -> Callable[[], float]:
        def work() -> float:
            loads[name].append(runner.run(targets[name].load(requests, clients)))
            return loads[name][-1].p99

        return work

    interleaved({name: once(name) for name in targets}, rounds)
    return {name: found[1:] for name, found in loads.items()}  # the first warmed up


def _figure(what: str, figure: Spread, costs: dict[str, list[float]], unit: str) -> Figure:
    return Figure(
        what,
        "FastAPI with one durable insert",
        figure,
        target=0.6,
        more_is_better=True,
        ours=f"{short(spread(costs['ours']).median)} {unit}",
        theirs=f"{short(spread(costs['plain']).median)} {unit}",
        rounds=len(costs["ours"]),
    )


def _body() -> bytes:
    """A request without papers that the form takes."""
    form = next(each["form"] for each in load().document["services"] if each["id"] == drafts.SERVICE)
    answers, _ = filled(form, date.today())  # noqa: DTZ011 - the day of the server, which is this machine
    body = {
        "service_id": drafts.SERVICE,
        "form_version": form["version"],
        "language": "fr",
        "created_at": "2026-11-21T09:00:00Z",
        "answers": answers,
        "papers": [],
    }
    return json.dumps(body, ensure_ascii=False).encode()


def _token(server: Server) -> str:
    """Of the demonstration's citizen, signed in."""
    with httpx.Client(base_url=f"{server.address}/v1", trust_env=False) as client:
        told = server.told()
        challenge = client.post("/sign-in/codes", json={"number": told["number"]}).json()
        asked = {"challenge_id": challenge["challenge_id"], "code": told["code"]}
        return str(client.post("/sign-in/tokens", json=asked).json()["access_token"])
