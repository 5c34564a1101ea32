"""The health of the server for those who run it: alive, and ready."""

from __future__ import annotations

import secrets

from anyio.to_thread import run_sync
from fastapi import APIRouter, Response
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ministry.http.answers import plain
from ministry.problems import Problem
from ministry.server import Ministry


def router(ministry: Ministry) -> APIRouter:
    context = ministry.context
    routes = APIRouter()

    @routes.get("/healthz")
    async def get_health() -> Response:
        return plain({"status": "alive"})

    @routes.get("/readyz")
    async def get_readiness() -> Response:
        """Check the database and the disk; raise `unavailable` if either fails."""
        probe = context.settings.data / f".ready-{secrets.token_hex(4)}"
        try:
            async with context.database.look() as session:
                await session.execute(select(1))
            await run_sync(probe.write_bytes, b"ready")
        except (OSError, SQLAlchemyError):
            raise Problem("unavailable", headers={"Retry-After": "5"}) from None
        finally:
            probe.unlink(missing_ok=True)
        return plain({"status": "ready"})

    return routes
