"""Cases are brought when they changed, read without a network, and their papers kept encrypted."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.api.responses import Versioned
from services.case_sync import CaseSync
from services.cases import CASE, DECISION_PAPER, UNWATCHED, WATCHED, CaseRepository, poll_interval
from services.clock import ManualClock
from services.errors import ConnectivityError, ProtocolError, RefusedError, ServerError
from services.messages import MESSAGE, MessageRepository
from services.models.case import Case, CaseEvent, CasePaper, CaseState, Decision, Message, Outcome
from services.models.contract import CaseHead, CasePage, MessagePage
from services.outbox.queue import SendQueue
from services.registry import KINDS
from services.replies import ReplyRepository
from services.requests import RequestRepository
from services.vault import InMemoryKeystore, InMemoryRecordStore, ProfileStore, RecordStore

LETTER = b"%PDF-1.7 " + b"a decision " * 1000


class Agency:
    """The ministry's side of cases, with the rules of the contract that matter here."""

    def __init__(self) -> None:
        self.all: dict[str, Case] = {}
        self.letters: dict[str, Message] = {}
        self.asked: list[str] = []
        self.letter = LETTER
        self.sha256 = hashlib.sha256(LETTER).hexdigest()
        self.reachable = True
        self.papers_away = False

    def open(self, case_id: str, at: str = "2026-01-04T10:00:00Z") -> None:
        event = CaseEvent(f"e-{case_id}", at, "received")
        self.all[case_id] = Case(
            case_id, "QCFG-2345", "sick_leave", CaseState.RECEIVED, at, at, timeline=[event]
        )

    def change(self, case_id: str, at: str, **changes: object) -> None:
        self.all[case_id] = replace(self.all[case_id], updated_at=at, **changes)  # type: ignore[arg-type]

    def write(self, message: Message) -> None:
        self.letters[message.id] = message
        unread = self.all[message.case_id].unread_messages + 1
        self.all[message.case_id] = replace(self.all[message.case_id], unread_messages=unread)

    def decide(self, case_id: str, at: str) -> CasePaper:
        title = {"ar": "القرار", "fr": "La décision"}
        paper = CasePaper(f"p-{case_id}", title, "application/pdf", len(LETTER), self.sha256)
        decision = Decision(Outcome.ACCEPTED, at, "Conditions remplies.", "fr", papers=[paper])
        self.change(case_id, at, state=CaseState.DECIDED, decision=decision)
        return paper

    async def cases(self, cursor: str | None = None, *, limit: int | None = None) -> CasePage:
        """Return pages of one, so that paging is always needed."""
        self._answer("cases")
        heads = [
            CaseHead(c.id, c.reference, c.service_id, c.state, c.updated_at, c.unread_messages)
            for c in self.all.values()
        ]
        at = int(cursor or 0)
        return CasePage(heads[at : at + 1], str(at + 1) if at + 1 < len(heads) else None)

    async def case(self, case_id: str, etag: str | None = None) -> Versioned[Case] | None:
        self._answer(case_id)
        if case_id not in self.all:
            raise RefusedError("not-found", 404)
        case = self.all[case_id]
        now = hashlib.sha256(repr(case).encode()).hexdigest()
        return None if etag == now else Versioned(case, now)

    async def messages(
        self, case_id: str, cursor: str | None = None, *, limit: int | None = None
    ) -> MessagePage:
        """Return messages; they count as read from then on."""
        self._answer(f"{case_id}/messages")
        self.all[case_id] = replace(self.all[case_id], unread_messages=0)
        return MessagePage([letter for letter in self.letters.values() if letter.case_id == case_id], None)

    async def paper(self, case_id: str, paper: CasePaper) -> AsyncIterator[bytes]:
        if self.papers_away:
            raise ServerError(503)
        self._answer(f"{case_id}/papers/{paper.id}")
        yield self.letter[:5000]
        if self.letter != LETTER:
            raise ProtocolError(200, paper.media_type)
        yield self.letter[5000:]

    def _answer(self, asked: str) -> None:
        if not self.reachable:
            raise ConnectivityError
        self.asked.append(asked)


@pytest.fixture(params=["memory", "vault"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RecordStore]:
    store: RecordStore = InMemoryRecordStore(KINDS)
    if request.param == "vault":
        profiles = ProfileStore(tmp_path, InMemoryKeystore(), ManualClock(), kinds=KINDS)
        store = profiles.open(profiles.create("Amina").id)
    yield store
    store.close()


@pytest.fixture
def agency() -> Agency:
    return Agency()


@pytest.fixture
def messages(store: RecordStore) -> MessageRepository:
    return MessageRepository(store, ManualClock())


@pytest.fixture
def cases(store: RecordStore, messages: MessageRepository) -> CaseRepository:
    return CaseRepository(store, messages)


@pytest.fixture
def sync(agency: Agency, cases: CaseRepository, messages: MessageRepository) -> CaseSync:
    return CaseSync(agency, cases, messages)


async def test_all_cases_are_brought_and_read_without_a_network(
    agency: Agency, cases: CaseRepository, sync: CaseSync
) -> None:
    for number in range(3):
        agency.open(f"c{number}", f"2026-01-04T10:00:0{number}Z")
    assert (await sync.sync_all()).ids(CASE) == {"c0", "c1", "c2"}
    agency.reachable = False
    assert [case.id for case in cases.listed()] == ["c2", "c1", "c0"]
    assert cases.get("c1") == agency.all["c1"]
    assert cases.get("unknown") is None


async def test_only_what_changed_is_brought_and_told(
    agency: Agency, cases: CaseRepository, sync: CaseSync
) -> None:
    agency.open("c0")
    agency.open("c1")
    await sync.sync_all()
    agency.asked.clear()

    assert not await sync.sync_all()
    assert agency.asked == ["cases", "cases"]
    assert not await sync.sync("c0")

    agency.change("c1", "2026-01-05T10:00:00Z", state=CaseState.IN_REVIEW)
    agency.asked.clear()
    assert (await sync.sync_all()).records == {(CASE, "c1")}
    assert agency.asked == ["cases", "cases", "c1", "c1/messages"]
    kept = cases.get("c1")
    assert kept is not None
    assert kept.state is CaseState.IN_REVIEW


async def test_a_step_within_the_second_of_the_last_one_is_not_missed(
    agency: Agency, cases: CaseRepository, sync: CaseSync
) -> None:
    agency.open("c0", at="2026-01-04T10:00:00Z")
    await sync.sync_all()
    agency.change("c0", "2026-01-04T10:00:00Z", state=CaseState.IN_REVIEW)
    await sync.sync_all()
    kept = cases.get("c0")
    assert kept is not None
    assert kept.state is CaseState.IN_REVIEW


async def test_a_message_is_unread_until_it_is_read_on_this_device(
    agency: Agency, cases: CaseRepository, messages: MessageRepository, sync: CaseSync
) -> None:
    agency.open("c0")
    await sync.sync_all()
    agency.write(Message("m1", "c0", "agency", "2026-01-05T10:00:00Z", "Bring the paper.", "fr"))

    assert (await sync.sync_all()).ids(MESSAGE) == {"m1"}
    assert not await sync.sync_all()
    kept = cases.get("c0")
    assert kept is not None
    assert kept.unread_messages == 1

    messages.mark_read("c0")
    kept = cases.get("c0")
    assert kept is not None
    assert kept.unread_messages == 0


async def test_a_decision_is_unread_until_it_is_opened_on_this_device(
    agency: Agency, cases: CaseRepository, sync: CaseSync
) -> None:
    def unread() -> tuple[bool, bool]:
        kept = cases.get("c0")
        assert kept is not None
        assert cases.listed() == [as_listed(kept)]
        return kept.unread_decision, bool(cases.mark_decision_read("unknown"))

    agency.open("c0")
    await sync.sync_all()
    assert unread() == (False, False)
    assert not cases.mark_decision_read("c0")
    agency.decide("c0", "2026-01-06T10:00:00Z")
    await sync.sync_all()
    assert unread() == (True, False)
    assert cases.mark_decision_read("c0").ids(CASE) == {"c0"}
    assert unread() == (False, False)
    assert not cases.mark_decision_read("c0")

    # The ministry knows nothing of it: what it tells later does not undo it, another decision does.
    agency.change("c0", "2026-01-07T10:00:00Z")
    await sync.sync_all()
    assert unread() == (False, False)
    agency.decide("c0", "2026-01-08T10:00:00Z")
    await sync.sync_all()
    assert unread() == (True, False)


class Counting:
    """A store, and what was asked of it: the call and the kind."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store
        self.looks: list[tuple[str, object]] = []

    def __getattr__(self, name: str) -> object:
        called = getattr(self._store, name)
        if not callable(called):
            return called

        def call(*arguments: object) -> object:
            self.looks.append((name, arguments[0] if arguments else None))
            return called(*arguments)

        return call


def fill(agency: Agency, cases: CaseRepository, count: int) -> None:
    for number in range(count):
        agency.open(f"c{number}", f"2026-01-04T10:00:0{number}Z")
        cases.keep(agency.all[f"c{number}"], "etag")


def test_a_list_looks_at_all_messages_once_and_opens_no_body(
    agency: Agency, cases: CaseRepository, store: RecordStore
) -> None:
    # With each case the list would look at all of them again: 2,000 cases took 78 s.
    fill(agency, cases, 9)
    counting: Any = Counting(store)
    listed = CaseRepository(counting, MessageRepository(counting, ManualClock())).listed()
    assert len(listed) == 9
    assert counting.looks.count(("listing", MESSAGE)) == 1
    assert {name for name, _ in counting.looks} == {"listing"}


def test_a_look_at_one_case_lists_none_of_the_others(
    agency: Agency, cases: CaseRepository, store: RecordStore
) -> None:
    fill(agency, cases, 3)
    counting: Any = Counting(store)
    clock = ManualClock()
    messages, requests = MessageRepository(counting, clock), RequestRepository(counting, clock)
    looked = CaseRepository(counting, messages)
    assert looked.get("c1")
    looked.has_paper("paper")
    messages.receive([Message("m", "c1", "agency", "2026-01-04T10:00:00Z", "text", "fr")])
    sent = messages.send("c1", "text", "fr")
    assert len(messages.thread("c1")) == 2
    assert messages.mark_read("c1")
    replies = ReplyRepository(counting, clock)
    reply = replies.send("c1", "ask", [])
    assert replies.send("c1", "ask", []) != reply
    assert len(replies.of_case("c1")) == 1
    assert requests.get("c1") is None
    queue = SendQueue(counting)
    assert queue.find(MESSAGE, sent.id)
    assert queue.mark(next(head for head in queue.active() if head.id == sent.id))
    assert not {name for name, _ in counting.looks} & {"heads", "listing", "ids", "census", "count"}


def test_a_case_of_an_earlier_version_is_listed_from_its_body_until_it_is_renewed(
    agency: Agency, cases: CaseRepository, store: RecordStore
) -> None:
    fill(agency, cases, 2)
    agency.decide("c0", "2026-01-06T10:00:00Z")
    cases.keep(agency.all["c0"], "etag")
    now = {case.id: (case.state, case.unread_decision, case.open_asks) for case in cases.listed()}
    with store.transaction() as tx:
        for case_id in ("c0", "c1"):
            tx.put(CASE, case_id, store.get(CASE, case_id) or {}, head={"updated_at": "2026-01-04T10:00:00Z"})
    assert {case.id: (case.state, case.unread_decision, case.open_asks) for case in cases.listed()} == now
    assert cases.renew()
    assert not cases.renew()
    assert all(isinstance(head, list) for _, head in store.listing(CASE))
    assert {case.id: (case.state, case.unread_decision, case.open_asks) for case in cases.listed()} == now


def as_listed(case: Case) -> Case:
    """Return a case without what only its page shows."""
    decision = replace(case.decision, reasons="", reasons_language="", papers=[]) if case.decision else None
    return replace(case, opened_at="", timeline=[], decision=decision)


async def test_a_cut_between_messages_and_case_is_made_good(
    agency: Agency, cases: CaseRepository, sync: CaseSync, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.open("c0")
    with monkeypatch.context() as patch:

        async def cut(*_: object, **__: object) -> MessagePage:
            raise ConnectivityError

        patch.setattr(agency, "messages", cut)
        with pytest.raises(ConnectivityError):
            await sync.sync("c0")
    assert cases.get("c0") is None
    assert (await sync.sync("c0")).ids(CASE) == {"c0"}


async def test_a_case_that_is_not_there_is_said_so(sync: CaseSync) -> None:
    with pytest.raises(RefusedError):
        await sync.sync("unknown")


async def test_papers_come_with_the_case_once_and_are_read_without_a_network(
    agency: Agency, cases: CaseRepository, sync: CaseSync
) -> None:
    agency.open("c0")
    receipt = CasePaper("r-c0", {}, "application/pdf", len(LETTER), agency.sha256, "receipt")
    agency.change("c0", "2026-01-04T10:00:00Z", papers=[receipt])
    await sync.sync_all()
    assert (await sync.fetch_papers()).ids(DECISION_PAPER) == {"r-c0"}
    paper = agency.decide("c0", "2026-01-06T10:00:00Z")
    await sync.sync_all()
    assert (await sync.fetch_papers()).ids(DECISION_PAPER) == {"p-c0"}
    fetched = [asked for asked in agency.asked if "/papers/" in asked]
    assert fetched == ["c0/papers/r-c0", "c0/papers/p-c0"]

    agency.reachable = False
    for kept in (receipt, paper):
        assert not await sync.download("c0", kept.id)
        with cases.open_paper(kept.id) as content:
            assert content.read() == LETTER
    told = cases.get("c0")
    assert told is not None
    assert told.receipt == receipt
    with pytest.raises(RefusedError):
        await sync.download("c0", "another")


async def test_a_case_does_not_wait_for_a_paper_that_cannot_be_had(
    agency: Agency, cases: CaseRepository, sync: CaseSync
) -> None:
    for number in (0, 1):
        agency.open(f"c{number}")
        agency.decide(f"c{number}", "2026-01-06T10:00:00Z")
    agency.papers_away = True
    assert (await sync.sync_all()).ids(CASE) == {"c0", "c1"}
    assert not await sync.fetch_papers()
    for number in (0, 1):
        told = cases.get(f"c{number}")
        assert told is not None
        assert told.is_decided
        assert not cases.has_paper(f"p-c{number}")

    agency.papers_away = False
    assert not await sync.sync_all()
    assert (await sync.fetch_papers()).ids(DECISION_PAPER) == {"p-c0", "p-c1"}
    agency.asked.clear()
    assert not await sync.sync_all()
    assert agency.asked == ["cases", "cases"]


async def test_a_paper_that_is_not_the_announced_one_leaves_nothing(
    agency: Agency, cases: CaseRepository, sync: CaseSync, store: RecordStore
) -> None:
    agency.open("c0")
    paper = agency.decide("c0", "2026-01-06T10:00:00Z")
    agency.letter = b"something else " * 1000
    await sync.sync_all()
    assert not await sync.fetch_papers()
    with pytest.raises(ProtocolError):
        await sync.download("c0", paper.id)
    assert not cases.has_paper(paper.id)
    assert not store.attachments.exists(paper.id)


def test_a_case_before_the_person_is_looked_at_often_until_it_is_decided() -> None:
    agency = Agency()
    agency.open("c0")
    assert poll_interval(agency.all["c0"]) == WATCHED
    assert poll_interval(None) == UNWATCHED
    agency.decide("c0", "2026-01-06T10:00:00Z")
    assert poll_interval(agency.all["c0"]) == UNWATCHED
