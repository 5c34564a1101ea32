"""PUT and GET /v1/requests."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from ministry.auth import CurrentPerson, current_person
from ministry.contract.bodies import RequestBody
from ministry.http.answers import answer, made, represent
from ministry.http.bodies import body_of
from ministry.http.pages import CurrentPage
from ministry.ids import IdInPath, id_in_path
from ministry.requests.service import Requests


def router(requests: Requests) -> APIRouter:
    routes = APIRouter(prefix="/v1/requests")
    read = body_of(RequestBody, most_bytes=256 * 1024, most_values=1000)

    @routes.put("/{id}")
    async def send_request(request: Request) -> Response:
        # Called, where other routes declare dependencies: those would be a fifth of what everybody waits for.
        person_id = await current_person(request)
        request_id = id_in_path(request)
        receipt, now = await requests.send(person_id, request_id, await read(request))
        return made(receipt, now=now)

    @routes.get("")
    async def list_requests(request: Request, person_id: CurrentPerson, page: CurrentPage) -> Response:
        return answer(request, represent(await requests.receipts(person_id, page)))

    @routes.get("/{id}")
    async def get_request(request: Request, person_id: CurrentPerson, id: IdInPath) -> Response:
        return answer(request, represent(await requests.get(person_id, id)))

    return routes
