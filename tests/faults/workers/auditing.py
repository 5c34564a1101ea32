"""What is there at the end, against what was said to be there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from ministry.audit import AuditLine
from ministry.auth.tables import Challenge
from ministry.blobs import BlobStoreError
from ministry.cases.tables import CaseEvent, CasePaper, Decision, Message
from ministry.content import ContentStore
from ministry.requests.tables import AttachedPaper, Request
from ministry.settings import Quotas, Settings
from ministry.uploads.tables import Upload
from tests.faults.workers.citizen import Ledger
from tests.faults.workers.others import Agents, Stranger

SECONDS_TO_COME_BACK = 60


async def contents_lost(engine: Engine, content: ContentStore) -> list[str]:
    """Return the papers that are unreadable or changed. Of requests and decisions."""
    with Session(engine) as session:
        named = select(AttachedPaper.sha256).union(select(CasePaper.sha256))
        digests = session.scalars(named).all()
    until = time.monotonic() + SECONDS_TO_COME_BACK
    return [f"content {digest} lost" for digest in digests if not await _is_kept(content, digest, until)]


async def _is_kept(content: ContentStore, digest: str, until: float) -> bool:
    """True if it can be read.

    A store that was killed has until then to come back.
    """
    while True:
        try:
            return sha256(await content.read(digest)).hexdigest() == digest
        except BlobStoreError:
            if time.monotonic() > until:
                return False
        await asyncio.sleep(0.2)


def faults(engine: Engine, ledger: Ledger, agents: Agents, stranger: Stranger) -> list[str]:
    """Return what is lost, doubled, or beyond a limit."""
    with Session(engine) as session:
        return [
            *_lost(session, ledger),
            *_doubled(session, ledger),
            *_decisions(session, agents),
            *_limits(session, stranger),
        ]


def _lost(session: Session, ledger: Ledger) -> Iterator[str]:
    rows = session.execute(select(Request.id, Request.reference))
    kept = {row.id: row.reference for row in rows}
    for request_id, receipt in ledger.receipts.items():
        if kept.get(request_id) != receipt["reference"]:
            yield f"request {request_id} lost"
    written = {(row.case_id, row.id): row.text for row in session.scalars(select(Message))}
    for key, said in ledger.messages.items():
        if written.get(key) != said:
            yield f"message {key} lost"
    for document_id, digest in ledger.papers.items():
        upload = session.get(Upload, document_id)
        if upload is None or upload.finished_at is None or upload.sha256 != digest:
            yield f"paper {document_id} lost"


def _doubled(session: Session, ledger: Ledger) -> Iterator[str]:
    for said in ledger.differing:
        yield f"two answers: {said}"
    yield from _more_than_one(
        session, "received", select(CaseEvent.case_id).where(CaseEvent.kind == "received")
    )
    yield from _more_than_one(session, "message", select(Message.id).where(Message.sender == "person"))
    for operation in ("sendRequest", "sendMessage", "createUpload", "agent.decide"):
        lines = select(AuditLine.record).where(AuditLine.operation == operation, AuditLine.outcome == "done")
        yield from _more_than_one(session, operation, lines)


def _more_than_one(session: Session, what: str, rows: Select[*tuple[Any, ...]]) -> Iterator[str]:
    [column] = rows.selected_columns
    for key, times in session.execute(
        rows.add_columns(func.count()).group_by(column).having(func.count() > 1)
    ):
        yield f"{what} {key}: {times} times"


def _decisions(session: Session, agents: Agents) -> Iterator[str]:
    for case_id in agents.twice:
        yield f"case {case_id} was decided by two"
    decided = set(session.scalars(select(Decision.case_id)).all())
    for case_id in agents.decided - decided:
        yield f"decision of {case_id} lost"
    events = select(CaseEvent.case_id).where(CaseEvent.kind == "decided")
    yield from _more_than_one(session, "decided", events)
    yield from _more_than_one(
        session, "letter", select(CasePaper.case_id).where(CasePaper.kind == "decision")
    )


def _limits(session: Session, stranger: Stranger) -> Iterator[str]:
    settings, quotas = Settings(Path()), Quotas()
    unknown = Challenge.person_id.is_(None)
    asked = select(func.count()).where(unknown).group_by(Challenge.number_digest)
    for count in session.scalars(asked):
        if count != settings.codes_per_hour:
            yield f"{count} codes of {settings.codes_per_hour}"
    wrong = select(func.count()).where(AuditLine.outcome == "wrong-code", AuditLine.who.is_(None))
    for count in session.scalars(wrong.group_by(AuditLine.record)):
        if count != settings.code_tries:
            yield f"{count} tries of {settings.code_tries}"
    for said in (*stranger.codes.values(), *stranger.tries.values()):
        if said > 5:
            yield f"{said} were granted"
    for count in session.scalars(select(func.count(Request.id)).group_by(Request.person_id)):
        if count > quotas.requests_a_day:
            yield f"{count} requests of one person"
