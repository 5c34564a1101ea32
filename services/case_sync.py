"""Asking the ministry how the person's cases stand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Protocol

from services.api.paging import Page, every
from services.api.responses import Versioned
from services.cases import CaseRepository
from services.errors import MinistryError, RefusedError, StorageFullError
from services.messages import MessageRepository
from services.models.case import Case, CaseHead, CasePaper, Message
from services.models.change import Change
from services.models.contract import ProblemType
from services.waiting import run_to_end

PAGE = 100
"""Items asked for at a time; the most that the contract allows."""


class CaseTeller(Protocol):
    """The part of `MinistryClient` that is needed here."""

    async def cases(self, cursor: str | None = None, *, limit: int | None = None) -> Page[CaseHead]: ...

    async def case(self, case_id: str, etag: str | None = None) -> Versioned[Case] | None: ...

    async def messages(
        self, case_id: str, cursor: str | None = None, *, limit: int | None = None
    ) -> Page[Message]: ...

    def paper(self, case_id: str, paper: CasePaper) -> AsyncIterator[bytes]: ...


class CaseSync:
    """The way of what the ministry tells into the repositories. Any method may raise a `MinistryError`."""

    def __init__(self, ministry: CaseTeller, cases: CaseRepository, messages: MessageRepository) -> None:
        self._ministry = ministry
        self._cases = cases
        self._messages = messages
        self._lacking: dict[str, Versioned[Case]] = {}

    async def sync_all(self) -> Change:
        """Bring every case that changed; return what changed for the person."""
        change = Change()
        async for told in every(partial(self._ministry.cases, limit=PAGE)):
            kept = await run_to_end(self._cases.get, told.id)
            if (
                kept is None
                or told.unread_messages
                or _moved(kept, told)
                or not await self._is_whole(told.id)
            ):
                change |= await self.sync(told.id)
        return change

    async def sync(self, case_id: str) -> Change:
        """Bring one case and its messages, unless nothing changed or is missing."""
        etag = await run_to_end(self._cases.etag, case_id)
        answer = await self._ministry.case(case_id, etag)
        if answer is None:
            return Change()
        # The messages first: a crash in between leaves the old ETag, and both are asked for again.
        change = await self.sync_messages(case_id)
        etag = answer.etag
        if not await self._has_papers(answer.value):
            # Without an ETag it is asked for again, should its papers not come now.
            self._lacking[case_id], etag = answer, None
        return change | await run_to_end(self._cases.keep, answer.value, etag)

    async def fetch_papers(self) -> Change:
        """Bring the missing papers of the cases that were brought.

        What a case says does not wait for them. A paper that cannot be had is left for the next time.
        """
        change, lacking = Change(), self._lacking
        self._lacking = {}
        for case_id, told in lacking.items():
            try:
                for paper in told.value.all_papers:
                    change |= await self.download(case_id, paper.id)
                await run_to_end(self._cases.keep, told.value, told.etag)
            except (MinistryError, StorageFullError):
                continue
        return change

    async def _has_papers(self, case: Case) -> bool:
        return all([await run_to_end(self._cases.has_paper, paper.id) for paper in case.all_papers])

    async def _is_whole(self, case_id: str) -> bool:
        return await run_to_end(self._cases.etag, case_id) is not None

    async def sync_messages(self, case_id: str) -> Change:
        """Bring the messages of one case."""
        pages = every(partial(self._ministry.messages, case_id, limit=PAGE))
        messages = [message async for message in pages]
        return await run_to_end(self._messages.receive, messages)

    async def download(self, case_id: str, paper_id: str) -> Change:
        """Keep a paper of the fund for `CaseRepository.open_paper`.

        Asks the ministry only when it is not here yet. Raises `RefusedError` (`not-found`) for a paper that the case
        does not name, and `StorageFullError`.
        """
        if await run_to_end(self._cases.has_paper, paper_id):
            return Change()
        paper = await run_to_end(self._cases.paper, case_id, paper_id)
        if paper is None:
            raise RefusedError(ProblemType.NOT_FOUND, 404)
        writer = await run_to_end(self._cases.paper_writer, paper)
        try:
            async for chunk in self._ministry.paper(case_id, paper):
                await run_to_end(writer.write, chunk)
            return await run_to_end(self._cases.keep_paper, case_id, paper, writer)
        finally:
            await run_to_end(writer.abort)


def _moved(kept: Case, told: CaseHead) -> bool:
    # `updated_at` counts in seconds: two steps within one differ by the state alone.
    return (kept.updated_at, kept.state) != (told.updated_at, told.state)
