"""Documents of a person: kept from a picked file, and deleted once nothing names them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Set
from itertools import chain, count
from pathlib import PurePath

from app.session.session import Session
from screens.given import PickedFile
from services.clock import rfc3339
from services.documents import check_size, prepare
from services.errors import DocumentError
from services.ids import uuid7
from services.letters import whole_signs
from services.models.document import Document
from services.models.photograph import PhotographReport
from services.photographs import check


async def keep_document(session: Session, file: PickedFile, progress: Callable[[float], None]) -> Document:
    """Read, check, prepare and encrypt a picked file.

    Raises `DocumentError`; cancelling leaves nothing.
    """
    documents, clock = session.profile.documents, session.clock
    check_size(file.size)
    data = await file.read(progress)
    prepared = await asyncio.to_thread(prepare, data)
    document = Document(
        id=uuid7(clock),
        name=_distinct(whole_signs(file.name), await asyncio.to_thread(documents.names)),
        media_type=prepared.media_type,
        size=len(prepared.data),
        sha256=hashlib.sha256(prepared.data).hexdigest(),
        added_at=rfc3339(clock.now()),
        pages=prepared.pages,
        report=await asyncio.to_thread(_report, data),
    )
    await asyncio.to_thread(documents.add, document, [prepared.data])
    return document


def _distinct(name: str, taken: Set[str]) -> str:
    """Number the name where another document has it.

    A phone calls every picture image.jpg.
    """
    path = PurePath(name)
    numbered = (f"{path.stem} ({number}){path.suffix}" for number in count(2))
    return next(each for each in chain([name], numbered) if each not in taken)


def _report(data: bytes) -> PhotographReport | None:
    """Return what a photograph lacks, or None for another document."""
    try:
        return check(data)
    except DocumentError:
        return None


async def let_go(session: Session, document_id: str) -> None:
    """Delete a document unless something else names it."""
    if await asyncio.to_thread(session.profile.documents.delete, document_id):
        for each in session.profile.opened_drafts.values():
            each.documents.pop(document_id, None)
