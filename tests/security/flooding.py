"""A body that is sent as fast as it is taken, by a process of its own."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from ministry.clock import utc_now
from ministry.ids import new_id
from tests.contract.conftest import AMINA
from tests.security.besieged import UPLOAD, Besieged

SOON = 4.0
"""Seconds until a connection has ended, on a busy machine too: by itself 1 to 2, unmended never."""
BUFFERS = 16 * 2**20
"""Bytes that the system takes for a process that reads none of them. Unmended, gigabytes were read."""
LENGTH, CHUNKED = b"Content-Length: 99999999999\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"
SENDER = """
import socket, sys, time
head, part = bytes.fromhex(sys.argv[2]), bytes.fromhex(sys.argv[3])
part *= 120_000 // len(part)
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=10)
began, sent, answer = time.monotonic(), 0, b""
try:
    connection.sendall(head)
    while time.monotonic() - began < 6:
        sent += connection.send(part)
except OSError:
    pass
took = time.monotonic() - began
try:
    while more := connection.recv(65536):
        answer += more
except OSError:
    pass
print(took, sent, answer.hex())
"""


@dataclass
class Flooded:
    """What became of a connection that sent parts of a body for six seconds, if it was not ended before."""

    seconds: float
    sent: int
    answer: bytes

    def assert_ended(self, *statuses: int) -> None:
        """Check that the connection ended soon, its answer readable."""
        assert self.seconds < SOON
        assert self.sent < BUFFERS
        assert self.answer.startswith(tuple(b"HTTP/1.1 %d " % status for status in statuses))
        head, _, body = self.answer.partition(b"\r\n\r\n")
        whole = b"\r\ncontent-length: %d\r\n" % len(body) in head.lower() + b"\r\n"
        assert whole or body.endswith(b"\r\n0\r\n\r\n")


@contextlib.contextmanager
def flooding(port: int, head: bytes, part: bytes, connections: int = 3) -> Iterator[list[Flooded]]:
    """Open connections, each of a process of its own.

    What became of them is known behind the block.
    """
    arguments = [str(port), head.hex(), part.hex()]
    senders = [
        subprocess.Popen([sys.executable, "-c", SENDER, *arguments], stdout=subprocess.PIPE, text=True)
        for _ in range(connections)
    ]
    flooded: list[Flooded] = []
    yield flooded
    for sender in senders:
        seconds, sent, answer = sender.communicate(timeout=60)[0].split(" ")
        flooded.append(Flooded(float(seconds), int(sent), bytes.fromhex(answer)))


def head_of_upload(server: Besieged, content: bytes) -> bytes:
    """Return the head of an upload, without length and end."""
    pairs = {
        "document_id": new_id(utc_now()),
        "sha256": sha256(content).hexdigest(),
        "media_type": "application/pdf",
    }
    metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())
    told = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata, "Content-Type": UPLOAD}
    fields = "".join(f"{name}: {value}\r\n" for name, value in {**server.tus(AMINA), **told}.items())
    return f"POST /v1/uploads HTTP/1.1\r\nHost: a\r\n{fields}".encode()
