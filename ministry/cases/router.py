"""Cases, messages, replies and the papers of the fund, under /v1/cases."""

from __future__ import annotations

from base64 import b64encode

from fastapi import APIRouter, Request, Response

from ministry.auth import CurrentPerson, asker_and
from ministry.cases.reading import CaseReader
from ministry.cases.writing import take_message, take_reply
from ministry.contract.bodies import MessageBody, ReplyBody
from ministry.http.answers import Representation, answer, etag_of, made, represent
from ministry.http.bodies import body_of
from ministry.http.pages import CurrentPage
from ministry.ids import IdInPath
from ministry.server import Ministry

_read_message = body_of(MessageBody, most_bytes=64 * 1024)
_read_reply = body_of(ReplyBody, most_bytes=64 * 1024, most_values=200)


def router(ministry: Ministry) -> APIRouter:
    reader = CaseReader(ministry.context, ministry.content, ministry.letters)
    routes = APIRouter(prefix="/v1/cases")

    @routes.get("")
    async def list_cases(request: Request, person_id: CurrentPerson, page: CurrentPage) -> Response:
        return answer(request, represent(await reader.page(person_id, page)))

    @routes.get("/{id}")
    async def get_case(request: Request, person_id: CurrentPerson, id: IdInPath) -> Response:
        return answer(request, represent(await reader.get(person_id, id)))

    @routes.get("/{id}/messages")
    async def list_messages(
        request: Request, person_id: CurrentPerson, id: IdInPath, page: CurrentPage
    ) -> Response:
        return answer(request, represent(await reader.messages(person_id, id, page)))

    @routes.put("/{id}/messages/{message_id}")
    async def send_message(request: Request, id: IdInPath, message_id: IdInPath) -> Response:
        who, body = await asker_and(request, _read_message)
        message, now = await take_message(who, id, message_id, body)
        return made(message, now=now)

    @routes.put("/{id}/asks/{ask_id}/replies/{reply_id}")
    async def reply_to_ask(request: Request, id: IdInPath, ask_id: IdInPath, reply_id: IdInPath) -> Response:
        who, body = await asker_and(request, _read_reply)
        receipt, now = await take_reply(who, id, ask_id, reply_id, body)
        return made(receipt, now=now)

    @routes.get("/{id}/papers/{paper_id}")
    async def get_case_paper(
        request: Request, person_id: CurrentPerson, id: IdInPath, paper_id: IdInPath
    ) -> Response:
        paper, content = await reader.paper(person_id, id, paper_id)
        digest = bytes.fromhex(paper.sha256)
        return answer(
            request,
            Representation(content, etag_of(digest), paper.media_type),
            headers={
                "Repr-Digest": f"sha-256=:{b64encode(digest).decode()}:",
                "Content-Disposition": f'attachment; filename="{paper.kind}.pdf"',
            },
        )

    return routes
