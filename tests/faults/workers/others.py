"""Beside the citizens: a stranger who uses up limits, and two agents who decide the same cases."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import count
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from ministry.cases.desk import Desk
from ministry.cases.errors import DeskError
from tests.faults.workers.asking import Asker, name_of
from tests.faults.workers.citizen import Ledger

AT_ONCE = 12


class Stranger:
    """A stranger who asks for codes of one number after another and tries wrong ones, many at once, until refused."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self.codes: Counter[str] = Counter()
        """Number → codes that were said to be sent."""
        self.tries: Counter[str] = Counter()
        """Challenge → tries that were said to be wrong."""

    async def live(self, done: asyncio.Event) -> None:
        """Try numbers, each from another address, until done."""
        for nth in count():
            if done.is_set():
                return
            address = {"X-Forwarded-For": f"10.9.{nth // 250}.{nth % 250 + 1}"}
            challenge = await self._ask_for_codes(f"{100_000_000_000 + nth}", address)
            await self._try(challenge, address)
            await asyncio.sleep(0.2)

    async def _ask_for_codes(self, number: str, address: dict[str, str]) -> str:
        challenge = ""
        while True:
            given: Any = {"json": {"number": number}, "headers": address}
            answers = await asyncio.gather(
                *(self._asker.ask("POST", "/v1/sign-in/codes", **given) for _ in range(AT_ONCE))
            )
            for answer in answers:
                if answer.status_code == 202:
                    self.codes[number] += 1
                    challenge = answer.json()["challenge_id"]
            if all(name_of(answer) == "rate-limited" for answer in answers):
                return challenge

    async def _try(self, challenge: str, address: dict[str, str]) -> None:
        while True:
            given: Any = {"json": {"challenge_id": challenge, "code": "000000"}, "headers": address}
            answers = await asyncio.gather(
                *(self._asker.ask("POST", "/v1/sign-in/tokens", **given) for _ in range(AT_ONCE))
            )
            self.tries[challenge] += sum(name_of(answer) == "wrong-code" for answer in answers)
            if all(name_of(answer) == "code-expired" for answer in answers):
                return


class Agents:
    """Two who take the same case at the same moment; one of them decides it."""

    def __init__(self, desk: Desk, ledger: Ledger) -> None:
        self._desks = [desk.of(f"agent:{name}") for name in ("one", "two")]
        self._ledger = ledger
        self.decided: set[str] = set()
        self.twice: list[str] = []

    async def live(self, done: asyncio.Event) -> None:
        while not done.is_set():
            for case_id in [each for each in self._ledger.receipts if each not in self.decided]:
                ended = await asyncio.gather(*(self._decide(desk, case_id) for desk in self._desks))
                self.decided.add(case_id)
                if all(ended):
                    self.twice.append(case_id)
                if done.is_set():
                    return
            await asyncio.sleep(0.05)

    async def _decide(self, desk: Desk, case_id: str) -> bool:
        """True if the answer says that this agent decided it."""
        while True:
            try:
                await desk.decide(case_id, "accepted", "Conforme.")
            except DeskError:
                return False
            except SQLAlchemyError:
                await asyncio.sleep(0.05)
            else:
                return True
