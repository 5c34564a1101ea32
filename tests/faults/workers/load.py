"""The whole of it: everybody at work while the ministry is broken again and again."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import NullPool, create_engine

from ministry.contract.records import Person
from ministry.server import open_ministry
from ministry.settings import Settings
from tests.contract.conftest import AMINA
from tests.faults.workers.asking import Asker, Record
from tests.faults.workers.auditing import contents_lost, faults
from tests.faults.workers.breaking import Breakable
from tests.faults.workers.citizen import Citizen, Ledger
from tests.faults.workers.others import Agents, Stranger
from tests.object_store import ObjectStore

CITIZENS = 6
CALM_SECONDS = 1.5
"""Between two breaks, drawn from half of it to one and a half."""
GOOD_ANSWERS = 60
"""In a row at the end: nothing of a break is felt any more."""
PATIENCE_SECONDS = 120
"""For as many good answers in a row, on a machine that has much else to do."""


@dataclass
class Outcome:
    """The outcome of one run."""

    record: Record
    ledger: Ledger
    decided: int
    breaks: list[tuple[str, float]] = field(default_factory=list)
    """What broke, and seconds from when it could answer again to the first good answer."""
    late: list[str] = field(default_factory=list)
    """How requests failed after the last break, if they did not come to an end."""
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        slowest: dict[str, float] = {}
        for way, seconds in self.breaks:
            slowest[way] = max(slowest.get(way, 0.0), seconds)
        told = ", ".join(f"{way} {seconds:.2f} s" for way, seconds in slowest.items())
        return (
            f"{self.record.answered} answers, {len(self.record.failed)} failures; acknowledged: "
            f"{len(self.ledger.receipts)} requests, {len(self.ledger.messages)} messages, "
            f"{len(self.ledger.papers)} papers, {self.ledger.refreshed} refreshes, {self.decided} decisions; "
            f"{len(self.breaks)} breaks, to the first good answer at most: {told}; late {self.late}; "
            f"wrong {dict(self.record.wrong)}; faults {self.faults[:20]}"
        )


async def under_load(
    folder: Path, *, workers: int, breaks: int, seed: int, store: ObjectStore | None = None
) -> Outcome:
    """Break a ministry `breaks` times, and look at what it kept."""
    source = random.Random(seed)
    people = [_person(number) for number in range(CITIZENS)]
    server = await asyncio.to_thread(Breakable, folder, workers, people, store)
    ministry = await asyncio.to_thread(open_ministry, Settings(server.data, blobs=server.blobs))
    record, ledger, done = Record(), Ledger(), asyncio.Event()
    agents = Agents(ministry.desk, ledger)
    askers = [Asker(server.port, record, f"10.1.0.{number + 1}") for number in range(CITIZENS + 2)]
    stranger = Stranger(askers[-1])
    outcome = Outcome(record, ledger, 0)
    try:
        async with asyncio.TaskGroup() as group:
            for number, person in enumerate(people):
                citizen = Citizen(askers[number], person, server.data, ledger, random.Random(seed + number))
                group.create_task(citizen.live(done))
            group.create_task(stranger.live(done))
            group.create_task(agents.live(done))
            await _break(server, askers[-2], outcome, breaks, source)
            done.set()
        engine = create_engine(ministry.context.database.url, poolclass=NullPool)
        outcome.faults = await asyncio.to_thread(faults, engine, ledger, agents, stranger)
        outcome.faults += await contents_lost(engine, ministry.content)
        outcome.decided = len(agents.decided)
    finally:
        for asker in askers:
            await asker.close()
        await ministry.context.database.close()
        await asyncio.to_thread(server.stop)
    return outcome


async def _break(
    server: Breakable, prober: Asker, outcome: Outcome, breaks: int, source: random.Random
) -> None:
    """Break it in every way at least once, given enough breaks."""
    ways = (server.ways * breaks)[:breaks]
    source.shuffle(ways)
    for way in ways:
        await asyncio.sleep(CALM_SECONDS * source.uniform(0.5, 1.5))
        await asyncio.to_thread(server.break_, way)
        back = time.monotonic()
        while (answer := await prober.once("GET", "/v1/catalogue")) is None or answer.status_code != 200:
            await asyncio.sleep(0.01)
        outcome.breaks.append((way, time.monotonic() - back))
    failed, outcome.record.in_a_row = len(outcome.record.failed), 0
    until = time.monotonic() + PATIENCE_SECONDS
    while outcome.record.in_a_row < GOOD_ANSWERS:
        if time.monotonic() > until:
            outcome.late = outcome.record.failed[failed:]
            break
        await asyncio.sleep(0.1)


def _person(number: int) -> Person:
    return AMINA.model_copy(
        update={"number": f"{900_000_000_000 + number}", "phone": f"+2135501{number:05d}"}
    )
