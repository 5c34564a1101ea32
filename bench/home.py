"""What grows with what is kept, and what must not: a profile of years against one of a week.

The profile of years holds 10,000 drafts of 4 KB, 2,000 cases with two messages each, and 200 MB of papers. Home is
there in at most 300 ms, "my requests" too: just after opening, when no index is believed yet, and once the whole store
was looked at. A request, a thread and the queue are asked for one record; there the baseline is the same in a profile
of ten cases, and at most 1.5 times is let pass.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.session.requests import RequestActions
from app.shell.house import House
from bench import drafts
from bench.device import furnish, offline_house, requests_of
from bench.measure import Figure, Result, interleaved, middle, ratio, spread, timed
from screens.given import Part
from screens.requests.requests import AT_ONCE
from services.cases import CaseRepository
from services.document_repository import DocumentRepository
from services.ids import uuid7
from services.messages import MessageRepository
from services.models.case import Case, CaseEvent, CaseState, Message
from services.models.document import Document
from services.models.person import Profile
from services.models.request import Request
from services.outbox.queue import SendQueue
from services.requests import REQUEST, RequestRepository
from services.vault import Vault

DRAFTS, CASES, PAPERS = 10_000, 2000, 400
PAPER = 512 * 1024
"""Bytes of a paper: 400 make 200 MB."""
FEW = 10
MOST_MS = 300
AT = "2026-01-04T09:00:00Z"


@dataclass(frozen=True)
class Kept:
    """A home with one profile."""

    home: Path
    profile: Profile
    case_id: str
    """One that was not written last."""


def processor_time(call: Callable[[], object]) -> float:
    """Return the processor time of a call in milliseconds.

    Nothing here waits for a disk, and other programs do not count.
    """
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


class Open:
    """That profile, open."""

    def __init__(self, kept: Kept, runner: asyncio.Runner) -> None:
        self._kept, self._runner = kept, runner
        self.house: House = offline_house(kept.home)
        self.profile = runner.run(self.house.open_profile(kept.profile.id))
        self.requests: RequestActions = requests_of(self.house)

    def close(self) -> None:
        self._runner.run(self.house.close())

    def home(self) -> float:
        return processor_time(lambda: self._runner.run(self.requests.overview()))

    def listed(self) -> float:
        return processor_time(lambda: self._runner.run(self.requests.listed(Part.DRAFTS, AT_ONCE)))

    def request(self) -> float:
        return timed(lambda: self._runner.run(self.requests.open(self._kept.case_id)))

    def thread(self) -> float:
        return timed(lambda: self.profile.messages.thread(self._kept.case_id))

    def queue(self) -> float:
        queue = SendQueue(self.profile.vault)
        return timed(lambda: queue.find(REQUEST, self._kept.case_id))


def run(*, quick: bool) -> Result:
    share = 20 if quick else 1
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        of_years = _kept(Path(folder) / "years", DRAFTS // share, CASES // share, PAPERS // share, runner)
        of_a_week = _kept(Path(folder) / "week", FEW, FEW, FEW, runner)
        many, few = Open(of_years, runner), Open(of_a_week, runner)
        figures = _screens(many, 3 if quick else 9, "just opened")
        for each in (many, few):
            each.profile.vault.check()
        figures += _screens(many, 3 if quick else 9, "looked at whole")
        figures += _ones(many, few, 5 if quick else 25)
        for each in (many, few):
            each.close()
    return Result(figures)


def _screens(many: Open, rounds: int, when: str) -> list[Figure]:
    works = {"home": many.home, "“my requests”": many.listed}
    costs = interleaved(works, rounds)
    return [
        Figure(
            f"{name} of a profile of years, {when}",
            "processor time",
            spread(costs[name]),
            unit="ms",
            target=MOST_MS,
            ours=middle(costs[name]),
            rounds=rounds,
            note=f"{DRAFTS:,} drafts, {CASES:,} cases with two messages each, 200 MB of papers",
        )
        for name in works
    ]


def _ones(many: Open, few: Open, rounds: int) -> list[Figure]:
    figures = []
    for what, ours, theirs in (
        ("a request", many.request, few.request),
        ("a thread", many.thread, few.thread),
        ("one record of the queue", many.queue, few.queue),
    ):
        costs = interleaved({"ours": ours, "theirs": theirs}, rounds)
        figures.append(
            Figure(
                f"{what} of a profile of years",
                f"a profile of {FEW} cases",
                ratio(costs["ours"], costs["theirs"]),
                target=1.5,
                ours=middle(costs["ours"]),
                theirs=middle(costs["theirs"]),
                rounds=rounds,
            )
        )
    return figures


def _kept(home: Path, count: int, cases: int, papers: int, runner: asyncio.Runner) -> Kept:
    runner.run(furnish(home))
    store = drafts.profiles(home)
    profile = store.create("Amina")
    vault = store.open(profile.id)
    drafts.fill(vault, count)
    ids = [_follow(vault) for _ in range(cases)]
    documents = DocumentRepository(vault, drafts.CLOCK)
    for number in range(papers):
        content = os.urandom(PAPER)
        digest = hashlib.sha256(content).hexdigest()
        id_ = uuid7(drafts.CLOCK)
        documents.add(Document(id_, f"{number}.pdf", "application/pdf", PAPER, digest, AT), [content])
    vault.close()
    return Kept(home, profile, ids[len(ids) // 2])


def _follow(vault: Vault) -> str:
    """Keep a received request, its case and two messages of the agency."""
    messages, requests = MessageRepository(vault, drafts.CLOCK), RequestRepository(vault, drafts.CLOCK)
    draft = drafts.draft()
    request = Request(draft.id, draft.service_id, draft.form_version, "fr", AT, {"address": "a" * 2000}, [])
    requests.send(draft, request)
    with vault.transaction() as tx:
        tx.set_state(REQUEST, request.id, "sent")
    case = Case(
        request.id,
        f"26-{request.id[-7:]}",
        draft.service_id,
        CaseState.IN_REVIEW,
        AT,
        AT,
        [
            CaseEvent(uuid7(drafts.CLOCK), AT, kind)
            for kind in ("received", "in_review", "message", "message")
        ],
    )
    CaseRepository(vault, messages).keep(case, "etag")
    told = [
        Message(uuid7(drafts.CLOCK), case.id, "agency", AT, "Nous lisons votre demande. " * 8, "fr")
        for _ in range(2)
    ]
    messages.receive(told)
    return case.id
