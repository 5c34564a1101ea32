"""What the ministry's server answers a second, against a route that does one thing of it.

Writing: `PUT /v1/requests/{id}` as the app sends it, with who sent it looked up, the answers checked against the form,
and request, case, event and audit written in one transaction; against one durable insert of the same body. Reading:
`GET /v1/requests/{id}` of these rows, its person looked up; against one look-up of the same body. Both servers stand
on one PostgreSQL (`bench.plain_server` is the baseline); all clients wait for their answer before they ask again, and
take a share of the same processors. Mixed is one write to five reads, by one worker and by two. Receipts are
left to another process (`python -m ministry work`), except where a line says that they are made beside.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import create_engine, insert, text

from bench import drafts
from bench.clients import Load, Target
from bench.measure import Curve, Figure, Result, Spread, interleaved, ratio, short, spread
from bench.serving import READY
from ministry.auth.current import token_digest
from ministry.auth.tables import AccessToken, Person, SignIn
from ministry.catalogue.loader import load
from ministry.clock import utc_now
from ministry.database import Database
from ministry.demo import CITIZEN
from ministry.embedded import embedded
from ministry.settings import Settings
from tests.contract.filling import filled

CLIENTS, REQUESTS = (1, 8, 64, 256), 384
WRITES, READS = 0.6, 0.5
"""What of the baseline is reached at least."""
WORKERS = 1.6
"""What two workers answer at least, of what one does."""
_MIX = ("PUT", "GET", "GET", "GET", "GET", "GET")


def run(*, quick: bool) -> Result:
    with tempfile.TemporaryDirectory() as name, asyncio.Runner() as runner, ExitStack() as stack:
        folder, body = Path(name), _body()
        url = stack.enter_context(embedded(folder / "postgres"))
        apart = _second_database(url)

        def started(command: list[str], ready: str, tokens: list[str]) -> Target:
            address, process = stack.enter_context(_started(command, ready))
            return Target(int(address.rpartition(":")[2]), body, process, tokens)

        def ministry(name: str, url: str, *options: str) -> list[str]:
            told = ["--port", "0", "--data", str(folder / name), "--demo", "--clerk-seconds", "3600"]
            return ["ministry", "serve", *told, "--database", url, *options]

        ready = "Ministry is ready: "
        tokens: list[str] = []
        targets = {
            "plain": started(["bench.plain_server", url], READY, tokens),
            "1 workers": started(ministry("one", url, "--without-jobs"), ready, tokens),
            "2 workers": started(ministry("two", url, "--without-jobs", "--workers", "2"), ready, tokens),
        }
        tokens += _tokens(url)
        rounds, requests = (1, 64) if quick else (5, REQUESTS)
        bench = _Bench(targets, runner, rounds, requests)
        result = _measured(bench)
        # Last: its receipts are made until long after its requests were answered.
        others: list[str] = []
        targets["jobs"] = started(ministry("jobs", apart), ready, others)
        others += _tokens(apart)
        result.figures += _receipts(bench)
        return result


def _second_database(url: str) -> str:
    """Make a database whose requests are not those of the others."""
    with create_engine(Database(url).url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CREATE DATABASE receipts"))
    return url.replace("/postgres?", "/receipts?")


@contextmanager
def _started(command: list[str], ready: str) -> Iterator[tuple[str, int]]:
    """Start a server, yield its address and process, and end it."""
    with subprocess.Popen([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line.startswith(ready):
                raise AssertionError(line)
            yield line.removeprefix(ready).strip(), process.pid
        finally:
            process.terminate()


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
            figures[-1] = replace(figures[-1], note=_cpu_note(loads["plain"], loads["1 workers"]))
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


def _receipts(bench: _Bench) -> list[Figure]:
    """Take requests by a process that makes their receipts beside."""
    figures = []
    for clients in (8, 64):
        loads = bench.loads(("PUT",), clients, "plain", "jobs")
        ours, theirs = _speeds(loads["jobs"]), _speeds(loads["plain"])
        said = f"requests taken a second beside their receipts, {clients} at once"
        told = _figure(said, ratio(ours, theirs), None, "FastAPI with one durable insert", ours, theirs)
        figures.append(replace(told, note=_cpu_note(loads["plain"], loads["jobs"])))
    return figures


def _cpu_note(theirs: list[Load], ours: list[Load]) -> str:
    """Return the ratio of the two servers' processor time."""
    found = spread([one.cpu / other.cpu for one, other in zip(theirs, ours, strict=True)])
    return f"processor time {short(found.median)} ×"


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
