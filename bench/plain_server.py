"""The baseline of the server: FastAPI, one route, one durable insert. `python -m bench.plain_server FOLDER`.

It checks the shape of the body and nothing else: no person, no form, no case, no audit, no second look for a request
that came before. SQLite in WAL with `synchronous=FULL`, one connection behind a lock.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from bench.serving import serve


class Asked(BaseModel):
    service_id: str
    form_version: str
    language: str
    created_at: str
    answers: dict[str, Any]
    papers: list[Any]


def application(path: Path) -> FastAPI:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE request (id TEXT PRIMARY KEY, body TEXT NOT NULL)")
    lock = threading.Lock()
    app = FastAPI(openapi_url=None)

    @app.put("/v1/requests/{id}", status_code=201)
    def send_request(id: str, body: Asked) -> dict[str, str]:
        with lock:
            connection.execute("INSERT INTO request VALUES (?, ?)", (id, body.model_dump_json()))
        return {"id": id}

    return app


if __name__ == "__main__":
    serve(application(Path(sys.argv[1]) / "plain.db"), ws="none")
