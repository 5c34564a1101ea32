"""Papers that are named by a request or a reply: each must have arrived whole, from the same person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ministry.http.bodies import pointer
from ministry.problems import FieldError, Problem
from ministry.requests.bodies import PaperBody
from ministry.requests.tables import AttachedPaper
from ministry.uploads import UploadStore


def attach(
    uploads: UploadStore,
    session: Session,
    person_id: str,
    papers: Sequence[PaperBody],
    *,
    request_id: str,
    ask_id: str | None = None,
) -> list[AttachedPaper]:
    """Rows for the papers, not yet added; the documents are kept from now on.

    Raises `paper-missing` with a pointer to each that is not there, which undoes the transaction.
    """
    rows: list[AttachedPaper] = []
    errors: list[FieldError] = []
    for place, paper in enumerate(papers):
        document = uploads.finished(session, person_id, paper.document_id)
        if document is None:
            errors.append(FieldError(pointer("papers", place), "missing"))
        elif document.sha256 != paper.sha256:
            errors.append(FieldError(pointer("papers", place), "changed"))
        else:
            uploads.name(session, paper.document_id)
            rows.append(
                AttachedPaper(
                    request_id=request_id,
                    ask_id=ask_id,
                    question_id=paper.question_id,
                    document_id=paper.document_id,
                    sha256=document.sha256,
                    media_type=document.media_type,
                    size=document.size,
                )
            )
    if errors:
        raise Problem("paper-missing", errors=errors)
    return rows
