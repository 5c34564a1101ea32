"""What the ministry's server answers a second, against a route that does one thing of it.

Writing: `PUT /v1/requests/{id}` as the app sends it, with who sent it looked up, the answers checked against the form,
and request, case, event and audit written in one transaction; against one durable insert of the same body. Reading:
`GET /v1/requests/{id}` of these rows, its person looked up; against one look-up of the same body. Both servers stand
on one PostgreSQL (`bench.plain_server` is the baseline); all clients wait for their answer before they ask again, and
take a share of the same processors. Mixed is one write to five reads, by one worker and by two.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import create_engine, insert

from bench import drafts
from bench.measure import Curve, Figure, Result, Spread, interleaved, percentile, ratio, short, spread
from bench.serving import READY
from ministry.auth.current import token_digest
from ministry.auth.tables import AccessToken, Person, SignIn
from ministry.catalogue.loader import load
from ministry.clock import utc_now
from ministry.database import Database
from ministry.demo import CITIZEN
from ministry.embedded import embedded_url
from ministry.settings import Settings
from services.ids import uuid7
from tests.contract.filling import filled

CLIENTS, REQUESTS = (1, 8, 64, 256), 384
WRITES, READS = 0.6, 0.5
"""What of the baseline is reached at least."""
WORKERS = 1.6
"""What two workers answer at least, of what one does."""
_MIX = ("PUT", "GET", "GET", "GET", "GET", "GET")


@dataclass(frozen=True)
class Load:
    """What a round measured."""

    a_second: float
    p99: float
    """Milliseconds."""


class Target:
    """A server, and how it is asked."""

    def __init__(self, port: int, body: bytes) -> None:
        self._port = port
        self._signed = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer "
        self._sent = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        self._there: dict[str, list[str]] = defaultdict(list)
        """Token → requests of its person."""
        self.tokens: list[str] = []

    async def load(self, methods: tuple[str, ...], requests: int, clients: int) -> Load:
        """Send requests from several clients at once, the methods in turn."""
        for token in self.tokens[:clients]:
            if not self._there[token]:
                await self._client(token, ("PUT",), 1, [])
        took: list[float] = []
        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for token in self.tokens[:clients]:
                group.create_task(self._client(token, methods, max(1, requests // clients), took))
        return Load(len(took) / (time.perf_counter() - start), percentile(took, 99))

    async def _client(self, token: str, methods: tuple[str, ...], requests: int, took: list[float]) -> None:
        # Written by hand: a full client would be most of what is measured.
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        there = self._there[token]
        for nth in range(requests):
            method = methods[nth % len(methods)]
            name = str(uuid7(drafts.CLOCK)) if method == "PUT" else there[-1 - nth % len(there)]
            start = time.perf_counter()
            head = f"{method} /v1/requests/{name}{self._signed}{token}\r\n".encode()
            writer.write(head + (self._sent if method == "PUT" else b"\r\n"))
            told = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = told.partition(b"content-length: ")[2].partition(b"\r\n")[0]
            answer = await reader.readexactly(int(length or b"0"))
            took.append((time.perf_counter() - start) * 1000)
            if told[9:12] != (b"201" if method == "PUT" else b"200"):
                raise AssertionError(answer)
            if method == "PUT":
                there.append(name)
        writer.close()


def run(*, quick: bool) -> Result:
    with tempfile.TemporaryDirectory() as name, asyncio.Runner() as runner, ExitStack() as stack:
        folder, body = Path(name), _body()
        url = embedded_url(folder / "postgres")
        address = stack.enter_context(_started(["bench.plain_server", url], READY))
        targets = {"plain": Target(_port(address), body)}
        for workers in (1, 2):
            data = folder / f"ministry-{workers}"
            told = ["--port", "0", "--data", str(data), "--demo", "--clerk-seconds", "3600"]
            command = ["ministry", "serve", *told, "--workers", str(workers), "--database", url]
            address = stack.enter_context(_started(command, "Ministry is ready: "))
            targets[f"{workers} workers"] = Target(_port(address), body)
        tokens = _tokens(url)
        for target in targets.values():
            target.tokens = tokens
        rounds, requests = (1, 64) if quick else (5, REQUESTS)
        return _measured(_Bench(targets, runner, rounds, requests))


@contextmanager
def _started(command: list[str], ready: str) -> Iterator[str]:
    """Start a server, yield its address, and end it."""
    with subprocess.Popen([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line.startswith(ready):
                raise AssertionError(line)
            yield line.removeprefix(ready).strip()
        finally:
            process.terminate()


def _port(address: str) -> int:
    return int(address.rpartition(":")[2])


class _Bench:
    def __init__(
        self, targets: dict[str, Target], runner: asyncio.Runner, rounds: int, requests: int
    ) -> None:
        self._targets, self._runner, self.rounds, self._requests = targets, runner, rounds, requests

    def loads(self, methods: tuple[str, ...], clients: int, *names: str) -> dict[str, list[Load]]:
        """Return the load of each server in each round, in turns."""
        loads: dict[str, list[Load]] = {name: [] for name in names}
        requests = max(self._requests, 2 * clients)

        def once(name: str) -> Callable[[], float]:
            def work() -> float:
                loads[name].append(self._runner.run(self._targets[name].load(methods, requests, clients)))
                return loads[name][-1].p99

            return work

        interleaved({name: once(name) for name in names}, self.rounds)
        return {name: found[1:] for name, found in loads.items()}  # the first warmed up


def _measured(bench: _Bench) -> Result:
    figures, curves = [], []
    for what, methods, target, baseline in (
        ("requests taken", ("PUT",), WRITES, "FastAPI with one durable insert"),
        ("requests read", ("GET",), READS, "FastAPI with one look-up"),
    ):
        series: dict[str, list[tuple[float, float]]] = {"one statement": [], "the ministry": []}
        for clients in CLIENTS:
            loads = bench.loads(methods, clients, "plain", "1 workers")
            ours, theirs = _speeds(loads["1 workers"]), _speeds(loads["plain"])
            said = f"{what} a second, {clients} at once"
            figures.append(_figure(said, ratio(ours, theirs), target, baseline, ours, theirs))
            series["the ministry"].append((clients, spread(ours).median))
            series["one statement"].append((clients, spread(theirs).median))
        name = what.replace(" ", "-")
        curves.append(Curve(name, f"{what.capitalize()} a second", "clients at once", "a second", series))
    for clients in CLIENTS[1:]:  # one client keeps one worker busy
        loads = bench.loads(_MIX, clients, "1 workers", "2 workers")
        ours, theirs = _speeds(loads["2 workers"]), _speeds(loads["1 workers"])
        said = f"one write to five reads, two workers, {clients} at once"
        figures.append(_figure(said, ratio(ours, theirs), WORKERS, "one worker", ours, theirs))
        figures[-1] = replace(figures[-1], note=f"p99 {_slowest(loads['2 workers'])}")
    return Result(figures, curves)


def _speeds(loads: list[Load]) -> list[float]:
    return [load.a_second for load in loads]


def _slowest(loads: list[Load]) -> str:
    return f"{short(spread([load.p99 for load in loads]).median)} ms"


def _figure(
    what: str, figure: Spread, target: float | None, baseline: str, ours: list[float], theirs: list[float]
) -> Figure:
    return Figure(
        what,
        baseline,
        figure,
        target=target,
        more_is_better=True,
        ours=f"{short(spread(ours).median)} /s",
        theirs=f"{short(spread(theirs).median)} /s",
        rounds=len(ours),
    )


def _body() -> bytes:
    """Return the body of a request without papers."""
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


def _tokens(url: str) -> list[str]:
    """Return access tokens of one person for each client.

    What one person does is done in turn.
    """
    tokens = [f"bench-{number}" for number in range(max(CLIENTS))]
    people = [
        {"id": token, "number": f"{800_000_000_000 + number}", "details": CITIZEN.model_dump()}
        for number, token in enumerate(tokens)
    ]
    now = utc_now()
    until = now + Settings(Path()).access_lifetime
    with create_engine(Database(url).url).begin() as connection:
        connection.execute(insert(Person), people)
        connection.execute(
            insert(SignIn), [{"id": token, "person_id": token, "opened_at": now} for token in tokens]
        )
        connection.execute(
            insert(AccessToken),
            [
                {
                    "digest": token_digest(token),
                    "sign_in_id": token,
                    "person_id": token,
                    "expires_at": until,
                }
                for token in tokens
            ],
        )
    return tokens
