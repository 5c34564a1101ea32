"""A ministry on its own PostgreSQL, and the ways in which it dies: a worker, all of it, the database."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from ministry.contract.records import Person
from tests.object_store import ObjectStore

READY = "Ministry is ready: "
PROXY = "127.0.0.1"
"""Clients say themselves where they come from."""
_SECONDS_TO_RECOVER = 60


class Breakable:
    """`break_` names are methods that return once the ministry could answer again."""

    def __init__(
        self, folder: Path, workers: int, people: list[Person], store: ObjectStore | None = None
    ) -> None:
        """Start; without an object store, papers are in a folder."""
        self.data = folder / "ministry"
        self.blobs = store.url("load") if store else None
        self._workers, self._store = workers, store
        self._environment = {name: value for name, value in os.environ.items() if name != "MINISTRY_DATABASE"}
        file = folder / "people.json"
        file.write_text(json.dumps([person.model_dump(exclude_none=True) for person in people]))
        self._run("people", "--data", str(self.data), str(file))
        with socket.create_server((PROXY, 0)) as free:
            self.port: int = free.getsockname()[1]
        self._breaking = threading.Lock()
        self._process = self._start()

    @property
    def ways(self) -> list[str]:
        """The ways in which it can break."""
        more = ["worker", "parent"] if self._workers > 1 else []
        return ["server", "database", *more, *(["store"] if self._store else [])]

    def break_(self, way: str) -> None:
        """Return once it could answer again."""
        ways = {
            "server": self._server,
            "database": self._database,
            "worker": self._worker,
            "parent": self._parent,
            "store": self._away,
        }
        with self._breaking:
            ways[way]()

    def stop(self) -> None:
        """End it as an administrator does; the database ends with it."""
        self._breaking.acquire()  # what is being started is ended too, and nothing breaks any more
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _server(self) -> None:
        """Kill all processes of the server; the database goes on."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = self._start()

    def _parent(self) -> None:
        """Kill the process that watches over the workers.

        They end with it, and leave the port.
        """
        workers = self._children()
        self._process.kill()
        self._process.wait()
        for worker in workers:
            descriptor = os.pidfd_open(worker) if Path(f"/proc/{worker}").exists() else None
            if descriptor is not None:
                _wait(descriptor)
        self._process = self._start()

    def _worker(self) -> None:
        os.kill(self._children()[0], signal.SIGKILL)

    def _database(self) -> None:
        """Kill the database, as a power cut.

        The server brings it up, and its log is replayed.
        """
        lock = self.data / "postgres" / "files" / "postmaster.pid"
        killed = lock.read_text().split()[0]
        os.kill(int(killed), signal.SIGKILL)
        end = time.monotonic() + _SECONDS_TO_RECOVER
        while not lock.exists() or lock.read_text().startswith(killed) or "ready" not in lock.read_text():
            assert time.monotonic() < end, "nobody brings the database up"
            time.sleep(0.05)

    def _away(self) -> None:
        """Take the object store away for some seconds."""
        assert self._store is not None
        self._store.stop()
        time.sleep(2)
        self._store.start()

    def _children(self) -> list[int]:
        told = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return [int(pid) for pid in told if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def _start(self) -> subprocess.Popen[str]:
        blobs = ["--blobs", self.blobs] if self.blobs else []
        told = [*blobs, "--port", str(self.port), "--workers", str(self._workers), "--proxy", PROXY]
        process = subprocess.Popen(
            [sys.executable, "-m", "ministry", "serve", "--data", str(self.data), *told],
            stdout=subprocess.PIPE,
            stderr=(self.data.parent / "log").open("ab"),
            text=True,
            env=self._environment,
            start_new_session=True,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(READY), (line, (self.data.parent / "log").read_text()[-2000:])
        return process

    def _run(self, *command: str) -> None:
        subprocess.run([sys.executable, "-m", "ministry", *command], check=True, env=self._environment)


def _wait(descriptor: int) -> None:
    """Wait until a process that is nobody's child here has ended."""
    import select

    try:
        assert select.select([descriptor], [], [], 20)[0], "a worker outlived the server"
    finally:
        os.close(descriptor)
