"""How each kind of record is sent."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from services.cases import CaseRepository
from services.errors import DamagedRecordError, RefusedError
from services.messages import MESSAGE, MessageRepository
from services.models.case import Message
from services.models.outbox import Sending, SendState
from services.models.reply import CASE_DECIDED, ReplyState
from services.models.request import Receipt, Request
from services.outbox.papers import PaperUploads
from services.outbox.ports import Delivery, OnProgress
from services.replies import REPLY, Reply, ReplyRepository
from services.requests import REQUEST, RequestRepository
from services.waiting import run_to_end


class RequestTaker(Protocol):
    async def send_request(self, request: Request) -> Receipt: ...


class ReplyTaker(Protocol):
    async def send_reply(self, reply: Reply) -> str: ...


class MessageTaker(Protocol):
    async def send_message(self, message: Message) -> Message: ...


class RequestSender:
    """Sends a request: its papers, then the request that names them."""

    def __init__(self, requests: RequestRepository, papers: PaperUploads, ministry: RequestTaker) -> None:
        self._requests = requests
        self._papers = papers
        self._ministry = ministry

    async def send(self, record_id: str, on_progress: OnProgress) -> Delivery:
        kept = await run_to_end(self._requests.get, record_id)
        if kept is None:
            raise DamagedRecordError(REQUEST, record_id)
        request = kept.request
        put = partial(self._ministry.send_request, request)
        receipt = await self._papers.send_with(request.papers, put, on_progress)
        return await run_to_end(self._requests.delivered, record_id, receipt)

    def withdraw(self, record_id: str) -> None:
        self._requests.withdraw(record_id)


class ReplySender:
    """Sends a reply to what an agency asks for: the papers, then the reply that names them."""

    def __init__(
        self, replies: ReplyRepository, cases: CaseRepository, papers: PaperUploads, ministry: ReplyTaker
    ) -> None:
        self._replies = replies
        self._cases = cases
        self._papers = papers
        self._ministry = ministry

    async def send(self, record_id: str, on_progress: OnProgress) -> Delivery:
        reply = await run_to_end(self._replies.get, record_id)
        if reply is None:
            raise DamagedRecordError(REPLY, record_id)
        if await run_to_end(self._is_too_late, reply):
            # Known before: no paper is sent over a network that costs, to be refused.
            raise RefusedError(CASE_DECIDED, 409)
        put = partial(self._ministry.send_reply, reply)
        received_at = await self._papers.send_with(reply.papers, put, on_progress)
        return await run_to_end(self._replies.delivered, reply, received_at)

    def withdraw(self, record_id: str) -> None:
        self._replies.withdraw(record_id)

    def _is_too_late(self, reply: Reply) -> bool:
        waiting = ReplyState(reply.case_id, reply.ask_id, Sending(REPLY, reply.id, SendState.WAITING))
        return waiting.within(self._cases.get(reply.case_id)).is_refused


class MessageSender:
    """Sends a message of the person."""

    def __init__(self, messages: MessageRepository, ministry: MessageTaker) -> None:
        self._messages = messages
        self._ministry = ministry

    async def send(self, record_id: str, on_progress: OnProgress) -> Delivery:
        message = await run_to_end(self._messages.get, record_id)
        if message is None:
            raise DamagedRecordError(MESSAGE, record_id)
        return self._messages.delivered(await self._ministry.send_message(message))

    def withdraw(self, record_id: str) -> None:
        self._messages.withdraw(record_id)
