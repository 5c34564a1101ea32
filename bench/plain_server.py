"""The baseline of the server: FastAPI, a route with one durable insert and one that looks it up.

`python -m bench.plain_server URL` of PostgreSQL. It checks the shape of the body and nothing else: no person, no form,
no case, no audit, no second look for a request that came before. psycopg's own pool, as large as the ministry's.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel

from bench.serving import serve

_CONNECTIONS = 20
_TABLE = "CREATE TABLE IF NOT EXISTS bench_request (id text PRIMARY KEY, body text NOT NULL)"


class Asked(BaseModel):
    service_id: str
    form_version: str
    language: str
    created_at: str
    answers: dict[str, Any]
    papers: list[Any]


def application(url: str) -> FastAPI:
    pool = AsyncConnectionPool(
        url, min_size=_CONNECTIONS, max_size=_CONNECTIONS, open=False, kwargs={"autocommit": True}
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with pool:
            async with pool.connection() as connection:
                await connection.execute(_TABLE)
            yield

    app = FastAPI(openapi_url=None, lifespan=lifespan)

    @app.put("/v1/requests/{id}", status_code=201)
    async def send_request(id: str, body: Asked) -> dict[str, str]:
        async with pool.connection() as connection:
            await connection.execute(
                "INSERT INTO bench_request VALUES (%s, %s)", (id, body.model_dump_json())
            )
        return {"id": id}

    @app.get("/v1/requests/{id}")
    async def get_request(id: str) -> dict[str, str]:
        async with pool.connection() as connection:
            found = await connection.execute("SELECT id, body FROM bench_request WHERE id = %s", (id,))
            [(_, body)] = await found.fetchall()
        return {"id": id, "body": body}

    return app


if __name__ == "__main__":
    serve(application(sys.argv[1]), ws="none")
