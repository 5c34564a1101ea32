"""Papers that are named by a request or a reply: each must have arrived whole, from the same person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert

from ministry.contract.answers import FieldError
from ministry.contract.bodies import AttachedPaper as NamedPaper
from ministry.database import Base, Session
from ministry.http.bodies import pointer
from ministry.problems import Problem
from ministry.requests.tables import AttachedPaper
from ministry.uploads import UploadStore

_INSERT = insert(Base.metadata.tables[AttachedPaper.__tablename__])


async def attach(
    uploads: UploadStore,
    session: Session,
    person_id: str,
    papers: Sequence[NamedPaper],
    *,
    request_id: str,
    ask_id: str | None = None,
) -> None:
    """Keep which papers are named by what, and the documents themselves.

    Raises `paper-missing` with a pointer to each that is not there, which undoes the transaction.
    """
    found = await uploads.name(session, person_id, [paper.document_id for paper in papers])
    errors = [
        FieldError(
            pointer=pointer("papers", place), code="changed" if paper.document_id in found else "missing"
        )
        for place, paper in enumerate(papers)
        if paper.document_id not in found or found[paper.document_id].sha256 != paper.sha256
    ]
    if errors:
        raise Problem("paper-missing", errors=errors)
    rows = [
        {
            "request_id": request_id,
            "ask_id": ask_id,
            "question_id": paper.question_id,
            "document_id": paper.document_id,
            "sha256": paper.sha256,
            "media_type": found[paper.document_id].media_type,
            "size": found[paper.document_id].length,
        }
        for paper in papers
    ]
    if rows:
        await session.execute(_INSERT, rows)
