"""Following a case: its messages, what is asked, its decision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from operator import itemgetter

from app.session.documents import keep_document
from app.session.open_profile import OpenProfile
from app.session.session import CurrentSession, NoProfileError, Session
from screens.given import Conversation, Inbox, OpenUnsent, PickedFile, ThreadMessage
from services.errors import RefusedError
from services.messages import MESSAGE
from services.models.appeal import LetterPart
from services.models.catalogue import Catalogue
from services.models.contract import ProblemType
from services.models.document import Document
from services.models.outbox import Sending
from services.models.request import AttachedPaper
from services.models.unsent import Unsent
from services.replies import REPLY
from services.unsent import letter_id, message_id, reply_id


class CaseActions:
    def __init__(self, session: CurrentSession) -> None:
        self._session = session

    def watch(self, case_id: str) -> None:
        profile = self._session().profile
        profile.poller.watched.add(case_id)
        profile.poller.now()

    def unwatch(self, case_id: str) -> None:
        with suppress(NoProfileError):
            self._session().profile.poller.watched.discard(case_id)

    async def refresh(self, case_id: str | None = None) -> None:
        await self._session().profile.refresh_cases(case_id)

    async def inbox(self, most: int) -> Inbox:
        session = self._session()
        catalogue = await session.catalogue.load()
        return await asyncio.to_thread(_inbox, session.profile, catalogue, most)

    async def messages(self, case_id: str) -> list[ThreadMessage]:
        """Reading them is what makes them read."""
        session = self._session()
        kept = await asyncio.to_thread(session.profile.messages.thread, case_id)
        if change := await asyncio.to_thread(session.profile.messages.mark_read, case_id):
            session.events.on_change(change)
        return [ThreadMessage(item.message, item.sending) for item in kept]

    async def unsent_message(self, case_id: str) -> OpenUnsent:
        return await self._unsent(message_id(case_id))

    async def unsent_reply(self, ask_id: str) -> OpenUnsent:
        return await self._unsent(reply_id(ask_id))

    def keep_message(self, case_id: str, text: str) -> None:
        self._keep(Unsent(message_id(case_id), text))

    def keep_reply(self, ask_id: str, note: str, documents: Sequence[Document]) -> None:
        self._keep(Unsent(reply_id(ask_id), note, [document.id for document in documents]))

    async def unsent_letter(self, case_id: str, appeal: str) -> Mapping[LetterPart, str]:
        profile = self._session().profile
        await asyncio.to_thread(profile.saver.flush)

        def read() -> dict[LetterPart, str]:
            parts = {part: profile.unsent.get(letter_id(case_id, appeal, part)).text for part in LetterPart}
            return {part: text for part, text in parts.items() if text}

        return await asyncio.to_thread(read)

    def keep_letter(self, case_id: str, appeal: str, part: LetterPart, text: str) -> None:
        self._keep(Unsent(letter_id(case_id, appeal, part), text))

    async def write(self, case_id: str, text: str) -> str:
        session = self._session()
        send = partial(session.profile.messages.send, case_id, text, session.language)
        message = await session.send_written(message_id(case_id), send)
        session.changed((MESSAGE, message.id))
        return message.id

    async def send_now(self, sending: Sending) -> None:
        session = self._session()
        await session.profile.outbox.resume(sending.kind, sending.id)
        session.changed((sending.kind, sending.id))

    async def reopen_message(self, id_: str) -> str:
        session = self._session()
        profile = session.profile
        await asyncio.to_thread(profile.saver.flush)
        message = await asyncio.to_thread(profile.messages.reopen, id_)
        session.changed((MESSAGE, id_))
        return (await asyncio.to_thread(profile.unsent.get, message_id(message.case_id))).text

    async def reopen_reply(self, id_: str) -> None:
        session = self._session()
        await asyncio.to_thread(session.profile.saver.flush)
        await asyncio.to_thread(session.profile.replies.reopen, id_)
        session.changed((REPLY, id_))

    async def note_refusal(self, id_: str) -> None:
        session = self._session()
        session.events.on_change(await asyncio.to_thread(session.profile.replies.note_refusal, id_))

    async def read_decision(self, case_id: str) -> None:
        session = self._session()
        if change := await asyncio.to_thread(session.profile.cases.mark_decision_read, case_id):
            session.events.on_change(change)

    async def keep_paper(self, file: PickedFile, progress: Callable[[float], None]) -> Document:
        return await keep_document(self._session(), file, progress)

    async def keep_as_is(self, document_id: str) -> Document:
        return await asyncio.to_thread(self._session().profile.documents.keep_as_is, document_id)

    async def drop_paper(self, document_id: str) -> None:
        profile = self._session().profile
        # What is being written has let go of it; the disk must know before the document can go.
        await asyncio.to_thread(profile.saver.flush)
        await asyncio.to_thread(profile.documents.delete, document_id)

    async def reply(self, case_id: str, ask_id: str, documents: list[Document], note: str) -> None:
        session = self._session()
        profile = session.profile
        case = await asyncio.to_thread(profile.cases.get, case_id)
        ask = next((item for item in case.asks if item.id == ask_id), None) if case else None
        if case is not None and case.is_decided and not (ask and ask.answered_at):
            # Decided while it was written: it stays what is being written.
            await asyncio.to_thread(profile.saver.flush)
            raise RefusedError(ProblemType.CASE_DECIDED, 409)
        question_id = ask.question_id if ask else ""
        papers = [AttachedPaper(question_id, document.id, document.sha256) for document in documents]
        send = partial(profile.replies.send, case_id, ask_id, papers, note or None)
        reply = await session.send_written(reply_id(ask_id), send)
        session.changed((REPLY, reply.id))

    async def paper(self, case_id: str, paper_id: str) -> bytes:
        return await kept_paper(self._session(), case_id, paper_id)

    async def _unsent(self, id_: str) -> OpenUnsent:
        profile = self._session().profile
        await asyncio.to_thread(profile.saver.flush)
        unsent = await asyncio.to_thread(profile.unsent.get, id_)
        documents = await asyncio.to_thread(profile.documents.some, unsent.documents)
        return OpenUnsent(unsent.text, [*documents.values()])

    def _keep(self, unsent: Unsent) -> None:
        with suppress(NoProfileError):  # a key may still come after the profile closed
            self._session().profile.saver.changed(unsent)


def _inbox(profile: OpenProfile, catalogue: Catalogue | None, most: int) -> Inbox:
    newest = sorted(profile.messages.newest_by_case().items(), key=itemgetter(1), reverse=True)
    rows = []
    for case_id, newest_id in newest[:most]:
        case, message = profile.cases.get(case_id), profile.messages.kept(newest_id)
        if case is not None and message is not None:
            service = catalogue.service(case.service_id) if catalogue else None
            rows.append(Conversation(case_id, service, case.reference, message, case.unread_messages))
    return Inbox(rows, len(newest))


async def kept_paper(session: Session, case_id: str, paper_id: str) -> bytes:
    """Return a paper of a case, fetched the first time."""
    profile = session.profile
    session.events.on_change(await profile.case_sync.download(case_id, paper_id))

    def read() -> bytes:
        with profile.cases.open_paper(paper_id) as content:
            return content.read()

    return await asyncio.to_thread(read)
