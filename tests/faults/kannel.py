"""Kannel with its fake SMSC: an SMS gateway that programs reach by HTTP, and phones whose messages can be read."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote_to_bytes

import httpx
import pytest

from tests.journeys.servers import free_port

_FAKE_SMSC = Path("/usr/lib/kannel/test/fakesmsc")
_PATIENCE_SECONDS = 20
_CONFIGURATION = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = unused
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1

group = smsc
smsc = fake
smsc-id = fake
port = {smsc}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {http}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = ministry
password = only-here
"""
_MESSAGE = re.compile(rb"Got message \d+: <(\S+) (\S+) ucs-2 (.*)>$", re.MULTILINE)


class Kannel:
    """The three programs. `url` is what the ministry is given; messages are kept by the number that they came to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self._ports = {"admin": free_port(), "box": free_port(), "smsc": free_port(), "http": self.port}
        (folder / "kannel.conf").write_text(_CONFIGURATION.format(**self._ports))
        self._running: list[subprocess.Popen[bytes]] = []

    def url(self, port: int | None = None) -> str:
        """Return the URL; `port` is that of a network in front."""
        return f"http://ministry:only-here@127.0.0.1:{port or self.port}/cgi-bin/sendsms?from=Qarib"

    def start(self) -> None:
        self._run("bearerbox", "kannel.conf")
        self._wait(self._ports["admin"])
        smsc = ("-H", "127.0.0.1", "-r", str(self._ports["smsc"]), "-m", "1000000", "-i", "1000000")
        self._run(str(_FAKE_SMSC), *smsc, "phone ministry text nop")
        self._run("smsbox", "kannel.conf")
        self._wait(self.port)

    def stop(self) -> None:
        for process in reversed(self._running):
            process.kill()
            process.wait()
        self._running.clear()

    def messages(self) -> list[tuple[str, str, str]]:
        """Sender, number and words of each message that came to a phone."""
        said = (self._folder / "fakesmsc.log").read_bytes()
        return [
            (
                sender.decode(),
                number.decode(),
                unquote_to_bytes(words.replace(b"+", b" ")).decode("utf-16-be"),
            )
            for sender, number, words in _MESSAGE.findall(said)
        ]

    def _run(self, program: str, *arguments: str) -> None:
        with (self._folder / f"{Path(program).name}.log").open("ab") as log:
            self._running.append(
                subprocess.Popen([program, *arguments], cwd=self._folder, stdout=log, stderr=log)
            )

    def _wait(self, port: int) -> None:
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("Kannel does not start")


@contextmanager
def kannel(folder: Path) -> Iterator[Kannel]:
    """Started, on ports of its own on loopback."""
    if not (shutil.which("bearerbox") and shutil.which("smsbox") and _FAKE_SMSC.exists()):
        pytest.skip("Kannel is not installed: no code is sent through a real gateway")
    gateway = Kannel(folder)
    try:
        gateway.start()
        yield gateway
    finally:
        gateway.stop()
