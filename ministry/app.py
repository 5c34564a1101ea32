"""The HTTP application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError

from ministry import demo, health
from ministry.auth.codes import Codes, random_code
from ministry.auth.limits import Limits
from ministry.auth.router import router as auth_router
from ministry.auth.sending import CodeSender, FolderCodeSender, NoCodeSender
from ministry.blobs import BlobStoreError
from ministry.cases.reading import CaseReader
from ministry.cases.router import router as cases_router
from ministry.cases.writing import CaseWriter
from ministry.clerk import Clerk
from ministry.http.failures import answer_failures
from ministry.http.headers import Surround
from ministry.publishing.router import router as publishing_router
from ministry.requests.router import router as requests_router
from ministry.requests.service import Requests
from ministry.server import Ministry
from ministry.uploads import Holders, Uploading
from ministry.uploads import router as uploads_router

_log = logging.getLogger(__name__)
_SWEEP_SECONDS = 3600.0


def create_app(ministry: Ministry, sender: CodeSender | None = None) -> FastAPI:
    """The application over an opened ministry, which stays the caller's to close."""
    context = ministry.context
    codes = Codes(
        context.database,
        ministry.secret,
        context.settings,
        context.clock,
        make_code=demo.demo_code if context.settings.demo else random_code,
    )
    app = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=_lifespan(ministry)
    )
    app.state.context = context
    app.state.uploads = Uploading(ministry.uploads, Holders(context, ministry.uploads))
    routers = (
        # Looked through in this order.
        requests_router(Requests(context, ministry.publisher, ministry.uploads)),
        auth_router(
            context,
            codes,
            Limits(ministry.secret, context.settings),
            sender or _sender(context.settings.demo, ministry),
        ),
        publishing_router(ministry.publisher),
        uploads_router,
        cases_router(CaseReader(context, ministry.content), CaseWriter(context, ministry.uploads)),
        health.router(),
    )
    for router in routers:
        app.include_router(router)
    answer_failures(app, routers)
    app.add_middleware(Surround)
    return app


def _sender(demo: bool, ministry: Ministry) -> CodeSender:
    if demo:
        return NoCodeSender()
    return FolderCodeSender(ministry.context.settings.outgoing_sms, ministry.context.clock)


def _lifespan(ministry: Ministry) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        work = [asyncio.create_task(keep(ministry)) for keep in (_keep_sweeping, _keep_bringing)]
        if ministry.context.settings.demo:
            work.append(asyncio.create_task(Clerk(ministry.context, ministry.desk).keep_working()))
        try:
            yield
        finally:
            for task in work:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await ministry.context.database.close()

    return lifespan


async def _keep_sweeping(ministry: Ministry) -> None:
    """Forgets unfinished uploads whose time is over."""
    while True:
        try:
            async with ministry.context.database.alone("sweep") as mine:
                if mine:
                    await ministry.uploads.sweep()
                    await ministry.content.sweep()
        except (DBAPIError, BlobStoreError) as error:
            _log.warning("old uploads stay for now", extra={"error": type(error).__name__})
        await asyncio.sleep(_SWEEP_SECONDS)


async def _keep_bringing(ministry: Ministry) -> None:
    """Brings papers to where they belong, those that came while the blob store was away."""
    while True:
        try:
            async with ministry.context.database.alone("bring") as mine:
                if mine:
                    await ministry.content.bring()
        except (DBAPIError, BlobStoreError) as error:
            _log.warning("papers wait in the database", extra={"error": type(error).__name__})
        await asyncio.sleep(ministry.context.settings.bring_seconds)
