"""Papers that are named by a request or a reply: each must have arrived whole, from the same person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select

from ministry.contract.answers import FieldError
from ministry.contract.bodies import AttachedPaper as NamedPaper
from ministry.database import Base, Session
from ministry.http.bodies import pointer
from ministry.problems import Problem
from ministry.requests.tables import AttachedPaper
from ministry.uploads.tables import Upload

_INSERT = insert(Base.metadata.tables[AttachedPaper.__tablename__])


async def attach(
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
    found = await _named(session, person_id, [paper.document_id for paper in papers])
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


async def _named(session: Session, person_id: str, document_ids: Sequence[str]) -> dict[str, Upload]:
    """Mark documents as named.

    From then on the person cannot end the uploads. Returns those that this person has sent whole, by their ids.
    """
    if not document_ids:
        return {}
    whole = select(Upload).where(
        Upload.document_id.in_(document_ids),
        Upload.person_id == person_id,
        Upload.finished_at.is_not(None),
        Upload.ended_at.is_(None),
    )
    # In one order, so that no two that name the same documents wait for each other.
    found = (await session.scalars(whole.order_by(Upload.document_id).with_for_update())).all()
    for upload in found:
        upload.named = True
    return {upload.document_id: upload for upload in found}
