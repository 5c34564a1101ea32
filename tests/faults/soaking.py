"""Many messages of every kind through a bad network, with both sides killed; then what became of them."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from ministry.server import open_ministry
from ministry.settings import Settings
from services.api import MinistryClient, VaultTokenStore
from services.clock import SystemClock
from services.ids import uuid7
from services.messages import MESSAGE
from services.models.outbox import SendState
from services.models.request import Request
from services.registry import KINDS
from services.replies import REPLY
from services.requests import REQUEST
from services.vault import FileKeystore, ProfileStore
from tests.blocking import Blocking
from tests.faults.chaos import Chaos, Fortunes, chaos
from tests.faults.ministry_process import Server, filled_form, sign_in
from tests.faults.outbox_sender import open_vault
from tests.postgres import database_of, written

PLAIN, WITH_PAPERS, CASE = "affiliation_certificate", "work_accident", "cnr_yearly_proof"
"""Services: one without papers, one with two, and that of the case which messages and replies belong to."""
ASKED = "life_proof"
"""The paper that the agency asks for in the case, again and again."""
SENT_KINDS = (REQUEST, MESSAGE, REPLY)


@dataclass
class Tally:
    """What is left to find fault with at the end, in ids of records."""

    messages: int = 0
    lost: set[str] = field(default_factory=set)
    """Acknowledged on the device, and not there any more, not sent, or not at the ministry."""
    doubled: set[str] = field(default_factory=set)
    """What is at the ministry more than once, or without a record on the device."""
    half: set[str] = field(default_factory=set)
    """What is at the ministry without its effect, or damaged."""
    clocks: int = 0
    """How often the device's clock was set."""
    kills: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.half)

    def __str__(self) -> str:
        return (
            f"{self.messages} messages, kills {dict(self.kills)}, clock set {self.clocks} times, "
            f"requests on the wire {dict(self.met)}: "
            f"{len(self.lost)} lost, {len(self.doubled)} doubled, {len(self.half)} half-written"
        )


class Soak:
    """One run, in `folder`. `module` is the server that is run; `seed` decides what it can."""

    def __init__(self, folder: Path, *, messages: int, seed: int, module: str = "ministry") -> None:
        self._folder = folder
        self._messages = messages
        self._chance = random.Random(seed)
        self._fortunes = Fortunes(random.Random(seed + 1))
        self._server = Server(folder / "ministry", module)
        self._home = folder / "device"
        self._profile_id = ""
        self._acknowledged: set[str] = set()
        self._tally = Tally(messages)
        self._device: asyncio.subprocess.Process | None = None
        self._alive = asyncio.Event()
        self._written = asyncio.Event()
        self._over = False
        self._desk: Any = None

    async def run(self, *, at_gap: bool = False) -> Tally:
        """Run until all is sent, with kills at random moments.

        With `at_gap` only the server is killed, where it says `gap`.
        """
        try:
            plan = await self._prepare()
            async with chaos(self._server.port, self._fortunes) as network, AsyncExitStack() as ended:
                ended.push_async_callback(self._end_device)
                await self._until_done(plan, network, at_gap)
                self._tally.met = network.met
        finally:
            self._server.stop()
        self._look()
        return self._tally

    async def _prepare(self) -> Path:
        """Sign a device in; make asks and the plan of writing."""
        clock = SystemClock()
        profiles = ProfileStore(self._home, FileKeystore(self._home / "keystore"), clock, kinds=KINDS)
        self._profile_id = profiles.create("Amina Benali").id
        vault = profiles.open(self._profile_id)
        client = MinistryClient(self._server.address, VaultTokenStore(vault), clock=clock)
        await sign_in(client, self._server.told())
        today = datetime.now(UTC).date()
        forms = {each: await filled_form(client, each, today) for each in (PLAIN, WITH_PAPERS, CASE)}
        version, answers, _ = forms[CASE]
        opened = Request(uuid7(clock), CASE, version, "fr", "2026-01-04T09:00:00Z", answers, [])
        await client.send_request(opened)
        await client.aclose()
        vault.close()

        kinds = self._chance.choices(SENT_KINDS, (4, 4, 1), k=self._messages)
        entries: list[tuple[str, str]] = []
        for number, kind in enumerate(kinds):
            entries.append((kind, self._about(kind, number, opened.id)))
        plan = {
            "case": opened.id,
            "ask_question": ASKED,
            "forms": forms,
            "told": self._server.told(),
            "entries": entries,
        }
        path = self._folder / "plan.json"
        path.write_text(json.dumps(plan))
        return path

    def _about(self, kind: str, number: int, case_id: str) -> str:
        """Return the service, text or ask that a record is about."""
        if kind == REQUEST:
            return self._chance.choice((PLAIN, PLAIN, PLAIN, WITH_PAPERS))
        if kind == MESSAGE:
            return f"message {number}"
        if self._desk is None:
            data = self._server.data
            self._desk = Blocking(open_ministry(Settings(data, database_of(data))).desk)
        asked: str = self._desk.ask(case_id, ASKED, "Le papier est illisible.")
        return asked

    async def _until_done(self, plan: Path, network: Chaos, at_gap: bool) -> None:
        proxy = f"http://127.0.0.1:{network.port}"
        listening = asyncio.create_task(self._keep_device_going(plan, proxy))
        killing = asyncio.create_task(self._kill_at_gap() if at_gap else self._kill_at_random())
        try:
            await listening
        finally:
            killing.cancel()
            await asyncio.gather(killing, return_exceptions=True)

    async def _keep_device_going(self, plan: Path, proxy: str) -> None:
        """Restart the device after each kill until all is sent."""
        arguments = (str(self._home), self._profile_id, self._server.address, proxy, str(plan))
        while not self._over:
            command = (sys.executable, "-m", "tests.faults.soak_device", *arguments)
            self._device = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
            assert self._device.stdout is not None
            async for line in self._device.stdout:
                self._hear(line.decode().split())
            code = await self._device.wait()
            assert code in (0, -signal.SIGKILL), f"the device ended by itself: {code}"

    def _hear(self, words: list[str]) -> None:
        match words:
            case ["ready"]:
                self._alive.set()
            case ["wrote", _, record_id]:
                self._acknowledged.add(record_id)
            case ["clock"]:
                self._tally.clocks += 1
            case ["written"]:
                self._written.set()
            case ["done"]:
                self._over = True

    async def _kill_at_random(self) -> None:
        """Kill often enough until all is written, then let all arrive."""
        kills = max(4, self._messages // 25)
        for kill in range(kills):
            await self._alive.wait()
            await self._wait(self._chance.uniform(0.0, 3.0), self._messages * kill // kills)
            if self._chance.random() < 0.5:
                self._kill_device()
            else:
                await asyncio.to_thread(self._server.restart)
                self._tally.kills["ministry"] += 1
        await self._written.wait()
        self._fortunes.kind = True

    async def _wait(self, seconds: float, messages: int) -> None:
        """Wait for `seconds`, or until `messages` arrived.

        On a quick machine all soon have.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            there, _ = await asyncio.to_thread(_at_the_ministry, self._server.data)
            if there.total() > messages:
                break
            await asyncio.sleep(0.05)

    async def _kill_at_gap(self) -> None:
        for _ in range(2):
            assert self._server.process.stdout is not None
            while await asyncio.to_thread(self._server.process.stdout.readline) != "gap\n":
                pass
            await asyncio.to_thread(self._server.restart)
            self._tally.kills["ministry"] += 1
        self._fortunes.kind = True

    def _kill_device(self) -> None:
        if self._device is not None and self._device.returncode is None:
            self._alive.clear()
            self._device.kill()
            self._tally.kills["app"] += 1

    async def _end_device(self) -> None:
        if self._device is not None and self._device.returncode is None:
            self._device.kill()
            await self._device.wait()

    def _look(self) -> None:
        """Count on both sides, in what each keeps."""
        vault = open_vault(self._home, self._profile_id)
        here = {(kind, id_) for kind in SENT_KINDS for id_ in vault.ids(kind)}
        sent = {(head.kind, head.id) for kind in SENT_KINDS for head in vault.heads(kind)
                if head.state == SendState.SENT}  # fmt: skip
        self._tally.half |= {id_ for _, id_ in vault.damaged()}
        vault.close()
        there, effects = _at_the_ministry(self._server.data)
        self._tally.lost |= self._acknowledged - {id_ for _, id_ in here}
        self._tally.lost |= {id_ for _, id_ in here - sent}
        self._tally.lost |= {id_ for _, id_ in here - there.keys()}
        self._tally.doubled |= {id_ for key, times in there.items() if times > 1 for id_ in key[1:]}
        self._tally.doubled |= {id_ for _, id_ in there.keys() - here}
        self._tally.doubled |= {id_ for id_, times in effects.items() if times > 1 and id_ not in SENT_KINDS}
        self._tally.half |= {id_ for kind, id_ in there if kind == REQUEST and not effects[id_]}
        written = Counter(kind for kind, _ in there)
        for kind in (MESSAGE, REPLY):
            # The case's timeline has a step for each: more of them is an effect twice, fewer one that is missing.
            if effects[kind] != written[kind]:
                (self._tally.doubled if effects[kind] > written[kind] else self._tally.half).add(kind)
        assert len(here) == self._messages


def _at_the_ministry(data: Path) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Count what the ministry took, and the effects.

    By kind and id; the effects of requests by id, of messages and replies by kind.
    """
    with written(database_of(data)) as session:

        def select(query: str) -> Any:
            return session.execute(text(query)).all()

        case = f"service_id = '{CASE}'"
        there = Counter((REQUEST, id_) for (id_,) in select(f"SELECT id FROM request WHERE NOT {case}"))
        there.update((MESSAGE, id_) for (id_,) in select("SELECT id FROM message WHERE sender = 'person'"))
        there.update((REPLY, id_) for (id_,) in select("SELECT id FROM reply"))
        effects = Counter(id_ for (id_,) in select("SELECT case_id FROM case_event WHERE kind = 'received'"))
        steps = {"message": MESSAGE, "paper_received": REPLY}
        effects.update(steps[kind] for (kind,) in select("SELECT kind FROM case_event") if kind in steps)
        for (id_,) in select(f"SELECT id FROM request WHERE {case}"):
            del effects[id_]
    return there, effects
