"""The person's cases as the ministry last told them, kept to be read without a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from services import case_heads, codec
from services.errors import DamagedRecordError
from services.kinds import Archived, Kind
from services.messages import MessageRepository
from services.models.case import Case, CasePaper
from services.models.change import Change
from services.vault.interface import AttachmentWriter, RecordStore

CASE = "case"
DECISION_PAPER = "decision_paper"
"""The kinds of these records; the second is that of all papers of the fund, receipts too."""

DECISION_READ = "decision_read"
"""Key in the body of a case: the `decided_at` of the decision that the person opened. Another one is unread again."""

WATCHED = 5.0
"""Seconds between two polls of an undecided case that the person has open."""

UNWATCHED = 60.0
"""Seconds between two looks at everything else."""


def poll_interval(watched: Case | None) -> float:
    """Return the seconds until the next poll; `watched` is the open case."""
    undecided = watched is not None and not watched.is_decided
    return WATCHED if undecided else UNWATCHED


class CaseRepository:
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore, messages: MessageRepository) -> None:
        self._store = store
        self._messages = messages

    def get(self, case_id: str) -> Case | None:
        """Return the case with its number of messages unread on this device."""
        body = self._body(case_id)
        if body is None:
            return None
        return _shown(body, self._messages.unread(case_id))

    def listed(self) -> list[Case]:
        """Return all cases as their heads tell them, the last changed first.

        See `case_heads.listed` for what they lack.
        """
        unread = self._messages.unread_by_case()
        cases = []
        for case_id, head in self._store.listing(CASE):
            if not case_heads.is_of_earlier(head):
                cases.append(case_heads.listed(case_id, head, unread[case_id]))
            elif (body := self._body(case_id)) is not None:
                cases.append(_shown(body, unread[case_id]))
        return sorted(cases, key=lambda case: (case.updated_at, case.id), reverse=True)

    def renew(self) -> bool:
        """Give the cases of an earlier version the heads of this one.

        True if there were any that can be opened.
        """
        old = [case_id for case_id, head in self._store.listing(CASE) if case_heads.is_of_earlier(head)]
        with self._store.transaction() as tx:
            bodies = [body for case_id in old if (body := self._body(case_id)) is not None]
            for body in bodies:
                tx.put(CASE, body["case"]["id"], body, head=_head(body))
        return bool(bodies)

    def etag(self, case_id: str) -> str | None:
        """Return the ETag to ask with.

        None unless the case and its papers are here.
        """
        body = self._body(case_id)
        etag: str | None = None if body is None else body.get("etag")
        return etag

    def keep(self, case: Case, etag: str | None) -> Change:
        """Store a case from the ministry; return what changed for the person."""
        kept = replace(case, unread_messages=0, unread_decision=False)
        body = self._body(case.id)
        body_now = {"case": codec.unstructure(kept), "etag": etag}
        if body is not None and DECISION_READ in body:
            body_now[DECISION_READ] = body[DECISION_READ]
        if body == body_now:
            return Change()
        with self._store.transaction() as tx:
            tx.put(CASE, case.id, body_now, head=_head(body_now))
        known = body is not None and _case(body) == kept
        return Change() if known else Change.of((CASE, case.id))

    def mark_decision_read(self, case_id: str) -> Change:
        """Remember that the person opened the decision of a case."""
        with self._store.transaction() as tx:
            body = self._body(case_id)
            if body is None or not _shown(body, 0).unread_decision:
                return Change()
            read = {**body, DECISION_READ: body["case"]["decision"]["decided_at"]}
            tx.put(CASE, case_id, read, head=_head(read))
        return Change.of((CASE, case_id))

    def paper(self, case_id: str, paper_id: str) -> CasePaper | None:
        """Return what the case says of a paper of the fund."""
        case = self.get(case_id)
        papers = case.all_papers if case is not None else []
        return next((paper for paper in papers if paper.id == paper_id), None)

    def has_paper(self, paper_id: str) -> bool:
        """True if the content of a paper of the fund is here."""
        try:
            is_known = self._store.head(DECISION_PAPER, paper_id) is not None
        except DamagedRecordError:
            return False
        return is_known and self._store.attachments.exists(paper_id)

    def paper_writer(self, paper: CasePaper) -> AttachmentWriter:
        """Return a writer for a paper's content.

        Then call `keep_paper`, or its `abort`.
        """
        return self._store.attachments.writer(paper.id)

    def keep_paper(self, case_id: str, paper: CasePaper, writer: AttachmentWriter) -> Change:
        """Keep what was written of a paper of the fund."""
        writer.commit()
        with self._store.transaction() as tx:
            tx.put(DECISION_PAPER, paper.id, {"case_id": case_id, "paper": codec.unstructure(paper)})
        return Change.of((DECISION_PAPER, paper.id), (CASE, case_id))

    def open_paper(self, paper_id: str) -> BinaryIO:
        """Open a stored paper of the fund. Close it after use."""
        try:
            return self._store.attachments.open(paper_id)
        except FileNotFoundError:
            raise DamagedRecordError(DECISION_PAPER, paper_id) from None

    def _body(self, case_id: str) -> dict[str, Any] | None:
        try:
            return self._store.get(CASE, case_id)
        except DamagedRecordError:
            # Only a copy of what the ministry holds: it is fetched again as if it had never been here.
            return None


def _shown(body: dict[str, Any], unread_messages: int) -> Case:
    """Add what only this device knows: what the person has read."""
    case = _case(body)
    unread = case.decision is not None and case.decision.decided_at != body.get(DECISION_READ)
    return replace(case, unread_messages=unread_messages, unread_decision=unread)


def _head(body: dict[str, Any]) -> list[Any]:
    return case_heads.head_of(_case(body), body.get(DECISION_READ))


def _case(body: dict[str, Any]) -> Case:
    return codec.structure(body["case"], Case)


@dataclass(frozen=True)
class _ArchivedCase:
    case: Case
    etag: str | None = None
    decision_read: str | None = None


@dataclass(frozen=True)
class _ArchivedHead:
    updated_at: str


@dataclass(frozen=True)
class _ArchivedPaper:
    case_id: str
    paper: CasePaper


CASE_KIND = Kind(
    CASE,
    Archived(
        _ArchivedCase,
        lambda body: str(body.case.id),
        _ArchivedHead,
        case_heads.spelled_out,
        lambda body: case_heads.head_of(body.case, body.decision_read),
    ),
    concerns="cases",
)
DECISION_PAPER_KIND = Kind(
    DECISION_PAPER, Archived(_ArchivedPaper, lambda body: str(body.paper.id)), has_file=True
)
