"""Papers that are named by a request or a reply: each must have arrived whole, from the same person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert

from ministry.database import Base
from ministry.direct import Executes
from ministry.http.bodies import pointer
from ministry.problems import FieldError, Problem
from ministry.requests.bodies import PaperBody
from ministry.requests.tables import AttachedPaper
from ministry.uploads import UploadStore

_INSERT = insert(Base.metadata.tables[AttachedPaper.__tablename__])


def attach(
    uploads: UploadStore,
    transaction: Executes,
    person_id: str,
    papers: Sequence[PaperBody],
    *,
    request_id: str,
    ask_id: str | None = None,
) -> None:
    """Keeps which papers are named by what; the documents are kept from now on.

    Raises `paper-missing` with a pointer to each that is not there, which undoes the transaction.
    """
    errors: list[FieldError] = []
    for place, paper in enumerate(papers):
        document = uploads.finished(transaction, person_id, paper.document_id)
        if document is None:
            errors.append(FieldError(pointer("papers", place), "missing"))
        elif document.sha256 != paper.sha256:
            errors.append(FieldError(pointer("papers", place), "changed"))
        else:
            uploads.name(transaction, paper.document_id)
            row = {
                "request_id": request_id,
                "ask_id": ask_id,
                "question_id": paper.question_id,
                "document_id": paper.document_id,
                "sha256": document.sha256,
                "media_type": document.media_type,
                "size": document.size,
            }
            transaction.execute(_INSERT, row)
    if errors:
        raise Problem("paper-missing", errors=errors)
