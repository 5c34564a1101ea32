"""The upload endpoint with two signed-in persons, in this process or as one of its own that can be killed."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from ministry.auth.current import token_digest
from ministry.auth.tables import AccessToken, Person, SignIn
from ministry.blobs import blob_store
from ministry.clock import Clock, utc_now
from ministry.content import ContentStore
from ministry.context import Context
from ministry.database import Database
from ministry.http.failures import answer_failures
from ministry.http.headers import Surround
from ministry.named_content import named
from ministry.settings import Settings
from ministry.uploads import UploadStore
from ministry.uploads.router import upload_routes
from ministry.uploads.tables import Upload
from tests.object_store import ObjectStore
from tests.postgres import database_of, written
from tests.unit.uploads.documents import Sample

AMINA, BRAHIM = "token-of-amina", "token-of-brahim"
START = datetime(2026, 1, 4, 9, 0, tzinfo=UTC)


class TestClock:
    __test__ = False

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def make_app(
    data: Path,
    clock: Clock,
    *,
    document_limit: int = 20 * 2**20,
    database_url: str | None = None,
    blobs: str | None = None,
) -> FastAPI:
    data.mkdir(parents=True, exist_ok=True)
    settings = Settings(data, document_limit=document_limit, access_lifetime=timedelta(days=365))
    context = Context(settings, Database(database_url or database_of(data)), clock)
    with written(context.database) as session:
        for token in (AMINA, BRAHIM):
            if session.get(Person, token) is None:
                number = str(int(hashlib.sha256(token.encode()).hexdigest(), 16))[:12]
                session.add(Person(id=token, number=number, details={}))
                session.flush()
                session.add(SignIn(id=token, person_id=token, opened_at=clock(), revoked_at=None))
                session.flush()
                expires_at = clock() + settings.access_lifetime
                session.add(
                    AccessToken(
                        digest=token_digest(token), sign_in_id=token, person_id=token, expires_at=expires_at
                    )
                )
    app = FastAPI()
    app.state.context = context
    app.state.blobs = blob_store(blobs, settings.documents)
    content = ContentStore(context, app.state.blobs, named)
    app.state.store = UploadStore(context, content)
    routes = upload_routes(context, app.state.store)
    app.include_router(routes)
    answer_failures(app, [routes])
    app.add_middleware(Surround)
    return app


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[FastAPI]:
    """Close its connections before the event loop ends.

    One that is just being made would not let it end.
    """
    yield app
    await app.state.context.database.close()


def headers(token: str = AMINA, **more: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {token}", **named}


def creation(sample: Sample, token: str = AMINA, **more: str) -> dict[str, str]:
    pairs = {"document_id": sample.id, "sha256": sample.sha256, "media_type": sample.media_type}
    metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())
    return headers(token, Upload_Length=str(len(sample.data)), Upload_Metadata=metadata, **more)


def chunk(offset: int, token: str = AMINA, **more: str) -> dict[str, str]:
    return headers(token, Upload_Offset=str(offset), Content_Type="application/offset+octet-stream", **more)


@dataclass
class ServerProcess:
    """A server of its own; `kill` is the death of the process at this very moment."""

    process: subprocess.Popen[str]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def server(
    data: Path, *, document_limit: int = 20 * 2**20, store: ObjectStore | None = None
) -> Iterator[ServerProcess]:
    """Start a server; papers are in a folder without an object store."""
    told = [str(data), str(document_limit), database_of(data), *([store.url(data.name)] if store else [])]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.contract.upload_server", *told],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **(store.environment if store else {})},
    ) as process:
        assert process.stdout is not None
        try:
            yield ServerProcess(process, int(process.stdout.readline()))
        finally:
            process.kill()


async def on_disk(data: Path, document: Sample, size: int) -> None:
    """Wait until the server's process has kept `size` bytes."""
    async with asyncio.timeout(10):
        while await asyncio.to_thread(_kept, data, document) < size:
            await asyncio.sleep(0.01)


def _kept(data: Path, document: Sample) -> int:
    with written(database_of(data)) as session:
        upload = session.get(Upload, document.id)
        return upload.received if upload else 0


class _Announcing(uvicorn.Server):
    async def startup(self, sockets: object = None) -> None:
        await super().startup()
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)


if __name__ == "__main__":
    _data, _limit, _database, *_blobs = sys.argv[1:]
    _app = make_app(
        Path(_data),
        utc_now,
        document_limit=int(_limit),
        database_url=_database,
        blobs=next(iter(_blobs), None),
    )
    _Announcing(uvicorn.Config(_app, port=0, log_level="error", timeout_graceful_shutdown=1)).run()
