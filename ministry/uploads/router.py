"""tus 1.0.0 at /v1/uploads: core, creation, creation-with-upload, checksum, expiration, termination.

Offset, size and digest are the database's, so any process goes on with an upload. What a client announces is verified
before a document counts as finished.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from ministry.auth import CurrentAsker
from ministry.context import Context
from ministry.ids import IdInPath
from ministry.problems import Problem
from ministry.server import Ministry
from ministry.uploads import headers
from ministry.uploads.holding import Holders
from ministry.uploads.intake import Intake, state
from ministry.uploads.standing import announced_by
from ministry.uploads.store import UploadStore


class TusRoute(APIRoute):
    """A route that says the version in every answer, problems included (tus, "Tus-Resumable")."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def speak_tus(request: Request) -> Response:
            try:
                response = await handle(request)
            except Problem as problem:
                problem.headers.setdefault("Tus-Resumable", headers.VERSION)
                raise
            response.headers["Tus-Resumable"] = headers.VERSION
            return response

        return speak_tus


def router(ministry: Ministry) -> APIRouter:
    return upload_routes(ministry.context, ministry.uploads)


def upload_routes(context: Context, store: UploadStore) -> APIRouter:
    routes = APIRouter(prefix="/v1/uploads", tags=["uploads"], route_class=TusRoute)
    spoken = [Depends(headers.require_version)]
    holders = Holders(context, store)
    intake = Intake(store, holders)

    @routes.options("", status_code=204)
    async def describe_uploads() -> Response:
        told = {
            "Tus-Version": headers.VERSION,
            "Tus-Extension": headers.EXTENSIONS,
            "Tus-Max-Size": str(context.settings.document_limit),
            "Tus-Checksum-Algorithm": headers.CHECKSUM_ALGORITHM,
        }
        return Response(status_code=204, headers=told)

    @routes.post("", status_code=201, dependencies=spoken)
    async def create_upload(request: Request, asker: CurrentAsker) -> Response:
        announced = headers.announcement(request, context.settings.document_limit)
        upload, created = await intake.create(request, asker, announced)
        location = {"Location": f"{routes.prefix}/{upload.document_id}"}
        return Response(status_code=201 if created else 200, headers=location | state(upload))

    @routes.head("/{document_id}", dependencies=spoken)
    async def get_upload(document_id: IdInPath, asker: CurrentAsker) -> Response:
        upload = await holders.take_over(asker, document_id)
        told = {
            "Upload-Length": str(upload.length),
            "Upload-Metadata": announced_by(upload).metadata(),
            "Cache-Control": "no-store",
        }
        return Response(status_code=200, headers=told | state(upload))

    @routes.patch("/{document_id}", status_code=204, dependencies=spoken)
    async def continue_upload(request: Request, document_id: IdInPath, asker: CurrentAsker) -> Response:
        upload = await intake.resume(request, asker, document_id)
        return Response(status_code=204, headers=state(upload))

    @routes.delete("/{document_id}", status_code=204, dependencies=spoken)
    async def end_upload(document_id: IdInPath, asker: CurrentAsker) -> Response:
        await store.end(asker, document_id)
        return Response(status_code=204)

    return routes
