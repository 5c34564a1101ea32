"""The application on loopback until it is asked to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import Literal

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from ministry import background, demo
from ministry.app import create_app
from ministry.logs import log_to_stderr
from ministry.server import Ministry, open_ministry
from ministry.settings import Settings

_log = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_SECONDS_TO_FINISH = 5
_SECONDS_TO_START = 60


def serve(settings: Settings, port: int, workers: int = 1) -> None:
    """Answer the API on loopback; port 0 takes a free one.

    SIGINT and SIGTERM end it once what was begun is answered. Of several workers, each is a process of its own; one
    that dies is replaced.
    """
    log_to_stderr()
    listening = socket.create_server((_HOST, port), backlog=256)
    # Here too with several workers: what runs beside the server runs as long as this process.
    ministry = open_ministry(settings)
    config = uvicorn.Config(
        partial(worker_app, settings) if workers > 1 else _app(ministry),
        factory=workers > 1,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        http=_protocol(settings),
        ws="none",
        # uvicorn's own default believes every client on this machine.
        proxy_headers=settings.proxy is not None,
        forwarded_allow_ips=settings.proxy,
        h11_max_incomplete_event_size=settings.head_limit,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        # It counts from a worker's first moment, in which it still imports: killed for that, it would never start.
        timeout_worker_healthcheck=_SECONDS_TO_START,
    )
    announce = partial(_announce, ministry, listening)
    try:
        if workers > 1:
            _Workers(config, [listening], announce).run()
        else:
            # uvicorn hands the signal on when it is done; what was asked for has happened then.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: None)
            _Announcing(config, announce).run(sockets=[listening])
    finally:
        listening.close()


def worker_app(settings: Settings) -> FastAPI:
    """Return the application of one worker, made in its own process."""
    log_to_stderr()
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    _protocol(settings)
    return _app(open_ministry(settings))


def _app(ministry: Ministry) -> FastAPI:
    app = create_app(ministry)
    gc.freeze()  # what is there from the start stays: to look through it again takes a tenth of each request
    return app


def work(settings: Settings) -> None:
    """Run the jobs of other processes, until SIGINT or SIGTERM."""
    log_to_stderr()
    asyncio.run(_work(open_ministry(settings)))


async def _work(ministry: Ministry) -> None:
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(ended.set))
    try:
        async with background.work(ministry):
            sys.stdout.write("Ministry works on its jobs.\n")
            sys.stdout.flush()
            await ended.wait()
    finally:
        await ministry.context.database.close()


def _end_with_parent() -> None:
    """End this worker once the process that started it is gone.

    It would keep the port, and no process would replace it.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _protocol(settings: Settings) -> type[asyncio.Protocol] | Literal["h11"]:
    """Return the C parser with our limits, else h11."""
    if find_spec("httptools") is None:
        return "h11"
    from ministry.http.connections import BoundedProtocol

    BoundedProtocol.most = min(settings.connection_limit, allow_files(2 * settings.connection_limit) // 2)
    BoundedProtocol.most_head = settings.head_limit
    return BoundedProtocol


def allow_files(wanted: int) -> int:
    """Raise the limit of open files to `wanted`; return the new limit."""
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


def _announce(ministry: Ministry, listening: socket.socket) -> None:
    """Announce that the ministry is ready.

    It is migrated, it listens, its tasks run.
    """
    address = f"http://{_HOST}:{listening.getsockname()[1]}"
    if ministry.context.settings.demo:
        demo.tell(ministry.context, address)
    sys.stdout.write(f"Ministry is ready: {address}\n")
    sys.stdout.flush()


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


class _Workers(Multiprocess):
    def __init__(
        self, config: uvicorn.Config, sockets: list[socket.socket], announce: Callable[[], None]
    ) -> None:
        super().__init__(config, sockets)
        self._announce = announce

    def init_processes(self) -> None:
        super().init_processes()
        if all(process.wait_until_ready(_SECONDS_TO_START, self.should_exit) for process in self.processes):
            self._announce()
        elif not self.should_exit.is_set():
            _log.critical("a worker does not start")
            self.should_exit.set()
