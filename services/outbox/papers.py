"""Bringing the papers of a record to the ministry before the record itself."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from services.api.uploader import Uploader
from services.document_repository import DOCUMENT, DocumentRepository
from services.errors import DamagedRecordError, RefusedError
from services.models.contract import ProblemType
from services.models.document import Document
from services.models.outbox import Progress
from services.models.request import AttachedPaper
from services.outbox.ports import OnProgress
from services.waiting import run_to_end

GONE = frozenset({ProblemType.UPLOAD_GONE, ProblemType.NOT_FOUND})
"""Refusals after which an upload is begun again from its first byte."""


T = TypeVar("T")


class PaperUploads:
    """Uploads the documents that a record names, each once, going on where an upload stopped."""

    def __init__(self, documents: DocumentRepository, ministry: Uploader) -> None:
        self._documents = documents
        self._ministry = ministry
        # Two records may name the same document; its bytes go once.
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def send_with(
        self, papers: list[AttachedPaper], put: Callable[[], Awaitable[T]], on_progress: OnProgress
    ) -> T:
        """Bring the papers, then `put` what names them. Gives what `put` gives.

        When the ministry misses a paper after all, each is looked at again, once. Progress counts the bytes
        of all papers together.
        """
        await self._bring(papers, on_progress)
        try:
            return await put()
        except RefusedError as error:
            if error.type != ProblemType.PAPER_MISSING or not papers:
                raise
        for paper in papers:
            await run_to_end(self._documents.set_upload_url, paper.document_id, None)
        await self._bring(papers, on_progress)
        return await put()

    async def _bring(self, papers: Iterable[AttachedPaper], on_progress: OnProgress) -> None:
        documents = [await self._document(paper.document_id) for paper in papers]
        total = sum(document.size for document in documents)
        before = 0
        for document in documents:
            start = before

            def report(sent: int, start: int = start) -> None:
                on_progress(Progress(start + sent, total))

            async with self._locks[document.id]:
                await self._upload(await self._document(document.id), report)
            before += document.size
            on_progress(Progress(before, total))

    async def _upload(self, document: Document, report: Callable[[int], None]) -> None:
        if document.uploaded:
            return

        async def remember(location: str) -> None:
            await run_to_end(self._documents.set_upload_url, document.id, location)

        try:
            with await run_to_end(self._documents.open, document.id) as source:
                await self._ministry.upload(document, source, report, remember)
        except RefusedError as error:
            if document.upload_url is None or error.type not in GONE:
                raise
            await self._upload(await run_to_end(self._documents.set_upload_url, document.id, None), report)
        else:
            await run_to_end(self._documents.mark_uploaded, document.id)

    async def _document(self, document_id: str) -> Document:
        document = await run_to_end(self._documents.get, document_id)
        if document is None:
            raise DamagedRecordError(DOCUMENT, document_id)
        return document
