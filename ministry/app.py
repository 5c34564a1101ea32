"""The HTTP application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from fastapi import FastAPI

from ministry import background, health
from ministry.auth.limits import Limits
from ministry.auth.router import router as auth_router
from ministry.cases.reading import CaseReader
from ministry.cases.router import router as cases_router
from ministry.cases.writing import CaseWriter
from ministry.http.failures import answer_failures
from ministry.http.headers import Surround
from ministry.letters.seal_router import router as seal_router
from ministry.publishing.router import router as publishing_router
from ministry.requests.router import router as requests_router
from ministry.requests.service import Requests
from ministry.server import Ministry
from ministry.uploads import Holders, Uploading
from ministry.uploads import router as uploads_router


def create_app(ministry: Ministry) -> FastAPI:
    """Make the application over an opened ministry. The caller closes the ministry."""
    context = ministry.context
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(ministry),
        # Paths name records; and each request would look three times for whom to tell, a fifth of what it takes.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.context = context
    app.state.uploads = Uploading(ministry.uploads, Holders(context, ministry.uploads))
    limits = Limits(ministry.secret, context.settings)
    routers = (
        # Looked through in this order.
        requests_router(Requests(context, ministry.publisher, ministry.uploads)),
        auth_router(context, ministry.codes, limits),
        publishing_router(ministry.publisher),
        uploads_router,
        cases_router(
            CaseReader(context, ministry.content, ministry.letters), CaseWriter(context, ministry.uploads)
        ),
        seal_router(context, limits, ministry.seal),
        health.router(),
    )
    # Not included: each request would be matched with every route before its own twice.
    app.router.routes.extend(route for router in routers for route in router.routes)
    answer_failures(app, routers)
    app.add_middleware(Surround)
    return app


def _lifespan(ministry: Ministry) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            async with background.work(ministry) if ministry.context.settings.jobs else nullcontext():
                yield
        finally:
            await ministry.context.database.close()

    return lifespan
