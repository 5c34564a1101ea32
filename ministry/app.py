"""The HTTP application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from fastapi import APIRouter, FastAPI

from ministry import background
from ministry.http.failures import answer_failures
from ministry.http.headers import Surround
from ministry.nouns import parts
from ministry.requests import router as requests
from ministry.server import Ministry


def create_app(ministry: Ministry) -> FastAPI:
    """Make the application over an opened ministry. The caller closes the ministry."""
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(ministry),
        # Paths name records; and each request would look three times for whom to tell, a fifth of what it takes.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.context = ministry.context
    # Looked through in this order: what most people wait for comes first.
    found = sorted(parts("router"), key=lambda part: part is not requests)
    routers: list[APIRouter] = [part.router(ministry) for part in found]
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
