"""PUT and GET /v1/requests."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from ministry.auth import CurrentPerson, person_and
from ministry.contract.bodies import RequestBody
from ministry.http.answers import answer, made, represent
from ministry.http.bodies import body_of
from ministry.http.pages import CurrentPage
from ministry.ids import id_in_path
from ministry.requests.service import EARLIER, KEPT, Requests


def router(requests: Requests) -> APIRouter:
    routes = APIRouter(prefix="/v1/requests")
    read = body_of(RequestBody, most_bytes=256 * 1024, most_values=1000)

    @routes.put("/{id}")
    async def send_request(request: Request) -> Response:
        # Called, where other routes declare dependencies: those would be a fifth of what everybody waits for.
        request_id = id_in_path(request)
        person_id, earlier = await person_and(request, EARLIER, wanted=request_id)
        receipt, now = await requests.send(person_id, request_id, await read(request), earlier)
        return made(receipt, now=now)

    @routes.get("")
    async def list_requests(request: Request, person_id: CurrentPerson, page: CurrentPage) -> Response:
        return answer(request, represent(await requests.receipts(person_id, page)))

    @routes.get("/{id}")
    async def get_request(request: Request) -> Response:
        request_id = id_in_path(request)
        person_id, found = await person_and(request, KEPT, wanted=request_id)
        return answer(request, represent(requests.get(person_id, request_id, found)))

    return routes
