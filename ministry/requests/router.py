"""PUT and GET /v1/requests."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from ministry.auth import CurrentPerson, asker_and, person_and
from ministry.contract.bodies import RequestBody
from ministry.http.answers import answer, made, represent
from ministry.http.bodies import body_of
from ministry.http.pages import CurrentPage
from ministry.http.routes import BareRoute
from ministry.ids import id_in_path
from ministry.requests.service import KEPT, Requests
from ministry.server import Ministry

_ONE = "/v1/requests/{id}"


def router(ministry: Ministry) -> APIRouter:
    requests = Requests(ministry.context, ministry.publisher)
    routes = APIRouter(prefix="/v1/requests")
    read = body_of(RequestBody, most_bytes=256 * 1024, most_values=1000)

    async def send_request(request: Request) -> Response:
        request_id = id_in_path(request)
        who, body = await asker_and(request, read)
        receipt, now = await requests.send(who, request_id, body)
        return made(receipt, now=now)

    @routes.get("")
    async def list_requests(request: Request, person_id: CurrentPerson, page: CurrentPage) -> Response:
        return answer(request, represent(await requests.receipts(person_id, page)))

    async def get_request(request: Request) -> Response:
        request_id = id_in_path(request)
        person_id, found = await person_and(request, KEPT, wanted=request_id)
        return answer(request, represent(requests.get(person_id, request_id, found)))

    routes.routes += [BareRoute("PUT", _ONE, send_request), BareRoute("GET", _ONE, get_request)]
    return routes
