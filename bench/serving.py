"""Serving a small application of a benchmark as the ministry serves its own, in a process that says its address."""

from __future__ import annotations

import socket
from typing import Any

import uvicorn

READY = "Ready: "


def serve(app: Any, **settings: Any) -> None:
    """Serve on a free port of loopback until asked to end.

    `settings` are uvicorn's.
    """
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    usual = {"log_config": None, "access_log": False, "server_header": False, "proxy_headers": False}
    config = uvicorn.Config(app, **{**usual, "timeout_graceful_shutdown": 2, **settings})
    _Announcing(config, listening).run(sockets=[listening])


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, listening: socket.socket) -> None:
        super().__init__(config)
        self._port = listening.getsockname()[1]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"{READY}http://127.0.0.1:{self._port}", flush=True)
