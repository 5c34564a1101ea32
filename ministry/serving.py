"""Runs the application on loopback until it is asked to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from importlib.util import find_spec
from typing import Literal

import uvicorn

from ministry import demo
from ministry.app import create_app
from ministry.logs import log_to_stderr
from ministry.server import Ministry, open_ministry
from ministry.settings import Settings

_log = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_SECONDS_TO_FINISH = 5


def serve(settings: Settings, port: int) -> None:
    """Port 0 takes a free one. SIGINT and SIGTERM end it once what was begun is answered."""
    log_to_stderr()
    listening = socket.create_server((_HOST, port), backlog=256)
    ministry = open_ministry(settings)
    config = uvicorn.Config(
        create_app(ministry),
        log_config=None,
        access_log=False,
        server_header=False,
        http=_protocol(settings),
        ws="none",
        # uvicorn's own default believes whoever connects from this machine.
        proxy_headers=settings.proxy is not None,
        forwarded_allow_ips=settings.proxy,
        h11_max_incomplete_event_size=settings.head_limit,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    # uvicorn hands the signal on when it is done; what was asked for has happened then.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    try:
        _Announcing(config, ministry, listening).run(sockets=[listening])
    finally:
        listening.close()


def _protocol(settings: Settings) -> type[asyncio.Protocol] | Literal["h11"]:
    """The parser in C with limits of our own, or where there is none (Windows on ARM) the one that has a limit."""
    if find_spec("httptools") is None:
        return "h11"
    from ministry.http.connections import BoundedProtocol

    BoundedProtocol.most = min(settings.connection_limit, allow_files(2 * settings.connection_limit) // 2)
    BoundedProtocol.most_head = settings.head_limit
    return BoundedProtocol


def allow_files(wanted: int) -> int:
    """Ask the system to let this process have so many files and connections open; how many it lets."""
    if sys.platform == "win32":
        return sys.maxsize
    import resource

    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY or allowed >= wanted:
        return wanted
    # macOS calls its hard limit infinite and takes no such number.
    more = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (more, most))
    except (ValueError, OSError):
        _log.warning("the limit of open files stays at %d", allowed)
        return allowed
    return more


class _Announcing(uvicorn.Server):
    """Says that it is ready when it is: migrated, listening, its tasks running."""

    def __init__(self, config: uvicorn.Config, ministry: Ministry, listening: socket.socket) -> None:
        super().__init__(config)
        self._ministry = ministry
        self._address = f"http://{_HOST}:{listening.getsockname()[1]}"

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        if self._ministry.context.settings.demo:
            demo.tell(self._ministry.context, self._address)
        sys.stdout.write(f"Ministry is ready: {self._address}\n")
        sys.stdout.flush()
