"""GET /v1/catalogue, /v1/places and /v1/openapi.yaml: public, revalidated by ETag."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response

from ministry.http.answers import PUBLIC, Representation, answer, etag_of
from ministry.server import Ministry

CONTRACT = Path(__file__).parents[2] / "contract" / "openapi.yaml"


def router(ministry: Ministry) -> APIRouter:
    context, publisher = ministry.context, ministry.publisher
    routes = APIRouter(prefix="/v1")
    written = CONTRACT.read_bytes()
    contract = Representation(written, etag_of(sha256(written).digest()), "application/yaml")

    @routes.get("/openapi.yaml")
    async def get_contract(request: Request) -> Response:
        return answer(request, contract, PUBLIC)

    @routes.get("/catalogue")
    async def get_catalogue(request: Request) -> Response:
        async with context.database.look() as session:
            edition = await publisher.edition(session)
        return answer(request, edition.catalogue, PUBLIC)

    @routes.get("/places")
    async def get_places(request: Request) -> Response:
        return answer(request, publisher.places, PUBLIC)

    return routes
