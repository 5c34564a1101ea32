"""PUT and GET /v1/requests."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from ministry.auth import CurrentPerson
from ministry.http.answers import answer, made, represent
from ministry.http.bodies import Received, body_of
from ministry.http.pages import CurrentPage
from ministry.ids import IdInPath
from ministry.requests.bodies import RequestBody
from ministry.requests.service import Requests


def router(requests: Requests) -> APIRouter:
    routes = APIRouter(prefix="/v1/requests")

    @routes.put("/{id}")
    def send_request(
        person_id: CurrentPerson,
        id: IdInPath,
        body: Annotated[Received[RequestBody], Depends(body_of(RequestBody))],
    ) -> Response:
        receipt, now = requests.send(person_id, id, body)
        return made(receipt, now=now)

    @routes.get("")
    def list_requests(request: Request, person_id: CurrentPerson, page: CurrentPage) -> Response:
        return answer(request, represent(requests.receipts(person_id, page)))

    @routes.get("/{id}")
    def get_request(request: Request, person_id: CurrentPerson, id: IdInPath) -> Response:
        return answer(request, represent(requests.get(person_id, id)))

    return routes
