"""Following a case: its messages, what is asked, its decision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.actions.drafts import keep_document
from screens.ports import PickedFile, ThreadMessage
from services.messages import MESSAGE
from services.models.change import Change
from services.models.document import Document
from services.models.request import AttachedPaper
from services.replies import REPLY

if TYPE_CHECKING:
    from app.window import Window


class CaseActions:
    def __init__(self, window: Window) -> None:
        self._window = window

    def watch(self, case_id: str) -> None:
        self._window.profile.watched.add(case_id)
        self._window.profile.look()

    def unwatch(self, case_id: str) -> None:
        if self._window.house.opened is not None:
            self._window.house.opened.watched.discard(case_id)

    async def refresh(self, case_id: str | None = None) -> None:
        await self._window.profile.refresh_cases(case_id)

    async def messages(self, case_id: str) -> list[ThreadMessage]:
        """Reading them is what makes them read."""
        profile = self._window.profile
        kept = await asyncio.to_thread(profile.messages.thread, case_id)
        if await asyncio.to_thread(profile.messages.mark_read, case_id):
            self._window.changes.cases += 1
        return [ThreadMessage(item.message, item.sending) for item in kept]

    async def write(self, case_id: str, text: str) -> None:
        profile = self._window.profile
        message = await asyncio.to_thread(profile.messages.send, case_id, text, self._window.ui.language)
        profile.outbox.added()
        self._tell(Change.of((MESSAGE, message.id)))

    async def keep_paper(self, file: PickedFile, progress: Callable[[float], None]) -> Document:
        return await keep_document(file, progress, self._window.profile.documents, self._window.house.clock)

    async def drop_paper(self, document_id: str) -> None:
        await asyncio.to_thread(self._window.profile.documents.delete, document_id)

    async def reply(self, case_id: str, ask_id: str, documents: list[Document], note: str) -> None:
        profile = self._window.profile
        case = await asyncio.to_thread(profile.cases.get, case_id)
        ask = next(item for item in case.asks if item.id == ask_id) if case else None
        question_id = ask.question_id if ask else ""
        papers = [AttachedPaper(question_id, document.id, document.sha256) for document in documents]
        reply = await asyncio.to_thread(profile.replies.send, case_id, ask_id, papers, note or None)
        profile.outbox.added()
        self._tell(Change.of((REPLY, reply.id)))

    async def decision_paper(self, case_id: str, paper_id: str) -> bytes:
        """From the device once it was fetched; the first time from the ministry."""
        return await self._window.profile.decision_paper(case_id, paper_id)

    def _tell(self, change: Change) -> None:
        self._window.house.listeners.on_change(change)
