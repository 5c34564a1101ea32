"""What a person sends into their case: messages, and replies to asks. Each is taken exactly once.

What takes it answers the contract's JSON and whether it was taken now.
"""

from __future__ import annotations

from sqlalchemy import select

from ministry.audit import note
from ministry.auth import Asker
from ministry.cases import steps
from ministry.cases.reading import owned
from ministry.cases.tables import Ask, Message, Reply
from ministry.cases.views import message_view
from ministry.clock import rfc3339
from ministry.contract.answers import FieldError, ReplyReceipt
from ministry.contract.answers import Message as MessageAnswer
from ministry.contract.bodies import MessageBody, ReplyBody
from ministry.http.bodies import Received, pointer
from ministry.papers import attach
from ministry.problems import Problem


async def take_message(
    asker: Asker, case_id: str, message_id: str, body: Received[MessageBody]
) -> tuple[MessageAnswer, bool]:
    """Take a message. Raises `unauthenticated`, `not-found`, `conflict` or `quota-reached`."""
    async with asker.write("sendMessage") as write:
        session, now = write.session, write.now
        case = await owned(session, asker.person_id, case_id, to_write=True)
        earlier = await session.scalar(
            select(Message).where(Message.case_id == case_id, Message.id == message_id)
        )
        if earlier is not None:
            if earlier.body_digest != body.digest:
                raise Problem("conflict")
            return message_view(earlier), False
        write.hold()
        message = Message(
            id=message_id,
            case_id=case_id,
            sender="person",
            sent_at=body.value.sent_at,
            text=body.value.text,
            language=body.value.language,
            body_digest=body.digest,
        )
        steps.say(session, case, message, now)
        await note(session, now, asker.person_id, "sendMessage", message_id)
    return message_view(message), True


async def take_reply(
    asker: Asker, case_id: str, ask_id: str, reply_id: str, body: Received[ReplyBody]
) -> tuple[ReplyReceipt, bool]:
    """Take a reply to an ask.

    Raises `unauthenticated`, `not-found`, `conflict`, `case-decided`, `validation` or `paper-missing`.
    """
    person_id = asker.person_id
    async with asker.write("replyToAsk") as write:
        session, now = write.session, write.now
        case = await owned(session, person_id, case_id, to_write=True)
        ask = await session.scalar(select(Ask).where(Ask.id == ask_id, Ask.case_id == case_id))
        if ask is None:
            raise Problem("not-found")
        earlier = await session.get(Reply, ask_id)
        if earlier is not None:
            if (earlier.id, earlier.body_digest) != (reply_id, body.digest):
                raise Problem("conflict")
            return _receipt(earlier), False
        if case.state == steps.DECIDED:
            raise Problem("case-decided")
        _check(ask, body.value)
        await attach(session, person_id, body.value.papers, request_id=case_id, ask_id=ask_id)
        reply = Reply(
            ask_id=ask_id,
            id=reply_id,
            body_digest=body.digest,
            note=body.value.note or None,
            received_at=now,
        )
        session.add(reply)
        await steps.answer_ask(session, case, ask, now)
        await note(session, now, person_id, "replyToAsk", reply_id)
    return _receipt(reply), True


def _check(ask: Ask, reply: ReplyBody) -> None:
    errors = [
        FieldError(pointer=pointer("papers", place, "question_id"), code="unknown")
        for place, paper in enumerate(reply.papers)
        if paper.question_id != ask.question_id
    ]
    if errors:
        raise Problem("validation", errors=errors)


def _receipt(reply: Reply) -> ReplyReceipt:
    return {"id": reply.id, "ask_id": reply.ask_id, "received_at": rfc3339(reply.received_at)}
