"""Following a case: its messages, what is asked, its decision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from app.actions.drafts import keep_document
from screens.given import OpenUnsent, PickedFile, ThreadMessage
from services.errors import RefusedError
from services.messages import MESSAGE
from services.models.change import Change
from services.models.contract import ProblemType
from services.models.document import Document
from services.models.outbox import Sending
from services.models.request import AttachedPaper
from services.models.unsent import Unsent
from services.replies import REPLY
from services.unsent import message_id, reply_id

if TYPE_CHECKING:
    from app.window import Window


T = TypeVar("T")


class CaseActions:
    def __init__(self, window: Window) -> None:
        self._window = window

    def watch(self, case_id: str) -> None:
        self._window.profile.looking.watched.add(case_id)
        self._window.profile.look()

    def unwatch(self, case_id: str) -> None:
        if self._window.house.opened is not None:
            self._window.house.opened.looking.watched.discard(case_id)

    async def refresh(self, case_id: str | None = None) -> None:
        await self._window.profile.refresh_cases(case_id)

    async def messages(self, case_id: str) -> list[ThreadMessage]:
        """Reading them is what makes them read."""
        profile = self._window.profile
        kept = await asyncio.to_thread(profile.messages.thread, case_id)
        if await asyncio.to_thread(profile.messages.mark_read, case_id):
            self._window.changes.cases += 1
        return [ThreadMessage(item.message, item.sending) for item in kept]

    async def unsent_message(self, case_id: str) -> OpenUnsent:
        return await self._unsent(message_id(case_id))

    async def unsent_reply(self, ask_id: str) -> OpenUnsent:
        return await self._unsent(reply_id(ask_id))

    def keep_message(self, case_id: str, text: str) -> None:
        self._keep(Unsent(message_id(case_id), text))

    def keep_reply(self, ask_id: str, note: str, documents: Sequence[Document]) -> None:
        self._keep(Unsent(reply_id(ask_id), note, [document.id for document in documents]))

    async def write(self, case_id: str, text: str) -> str:
        profile = self._window.profile
        send = partial(profile.messages.send, case_id, text, self._window.ui.language)
        message = await self._send(message_id(case_id), send)
        profile.outbox.added()
        self._tell(Change.of((MESSAGE, message.id)))
        return message.id

    async def send_now(self, sending: Sending) -> None:
        await self._window.profile.outbox.resume(sending.kind, sending.id)
        self._tell(Change.of((sending.kind, sending.id)))

    async def reopen_message(self, id_: str) -> str:
        profile = self._window.profile
        await asyncio.to_thread(profile.saver.flush)
        message = await asyncio.to_thread(profile.messages.reopen, id_)
        self._tell(Change.of((MESSAGE, id_)))
        return (await asyncio.to_thread(profile.unsent.get, message_id(message.case_id))).text

    async def reopen_reply(self, id_: str) -> None:
        profile = self._window.profile
        await asyncio.to_thread(profile.saver.flush)
        await asyncio.to_thread(profile.replies.reopen, id_)
        self._tell(Change.of((REPLY, id_)))

    async def note_refusal(self, id_: str) -> None:
        self._tell(await asyncio.to_thread(self._window.profile.replies.note_refusal, id_))

    async def read_decision(self, case_id: str) -> None:
        change = await asyncio.to_thread(self._window.profile.cases.mark_decision_read, case_id)
        if change:
            self._tell(change)

    async def keep_paper(self, file: PickedFile, progress: Callable[[float], None]) -> Document:
        return await keep_document(file, progress, self._window.profile.documents, self._window.house.clock)

    async def keep_as_is(self, document_id: str) -> Document:
        return await asyncio.to_thread(self._window.profile.documents.keep_as_is, document_id)

    async def drop_paper(self, document_id: str) -> None:
        profile = self._window.profile
        # What is being written has let go of it; the disk must know before the document can go.
        await asyncio.to_thread(profile.saver.flush)
        await asyncio.to_thread(profile.documents.delete, document_id)

    async def reply(self, case_id: str, ask_id: str, documents: list[Document], note: str) -> None:
        profile = self._window.profile
        case = await asyncio.to_thread(profile.cases.get, case_id)
        ask = next((item for item in case.asks if item.id == ask_id), None) if case else None
        if case is not None and case.is_decided and not (ask and ask.answered_at):
            # Decided while it was written: it stays what is being written.
            await asyncio.to_thread(profile.saver.flush)
            raise RefusedError(ProblemType.CASE_DECIDED, 409)
        question_id = ask.question_id if ask else ""
        papers = [AttachedPaper(question_id, document.id, document.sha256) for document in documents]
        send = partial(profile.replies.send, case_id, ask_id, papers, note or None)
        reply = await self._send(reply_id(ask_id), send)
        profile.outbox.added()
        self._tell(Change.of((REPLY, reply.id)))

    async def paper(self, case_id: str, paper_id: str) -> bytes:
        """From the device once it was fetched; the first time from the ministry."""
        profile = self._window.profile
        self._tell(await profile.case_sync.download(case_id, paper_id))

        def read() -> bytes:
            with profile.cases.open_paper(paper_id) as content:
                return content.read()

        return await asyncio.to_thread(read)

    async def _unsent(self, id_: str) -> OpenUnsent:
        profile = self._window.profile
        await asyncio.to_thread(profile.saver.flush)
        unsent = await asyncio.to_thread(profile.unsent.get, id_)
        documents = await asyncio.to_thread(profile.documents.some, unsent.documents)
        return OpenUnsent(unsent.text, [*documents.values()])

    def _keep(self, unsent: Unsent) -> None:
        if self._window.house.opened is not None:  # a key may still come after the profile closed
            self._window.house.opened.saver.changed(unsent)

    async def _send(self, unsent_id: str, send: Callable[[], T]) -> T:
        """Once it is to be sent it is no longer being written. What was typed last is kept if that fails."""
        saver = self._window.profile.saver
        await asyncio.to_thread(saver.flush)
        sent = await asyncio.to_thread(send)
        await asyncio.to_thread(saver.forget, unsent_id)
        return sent

    def _tell(self, change: Change) -> None:
        self._window.house.listeners.on_change(change)
