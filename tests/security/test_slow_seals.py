"""The page that checks seals, while strangers send documents slowly, or keep many of them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from ministry.letters.router import MOST_BYTES
from tests.security.besieged import Answer, Besieged, besieged

SECONDS = 30
FORM = {"Content-Type": "multipart/form-data; boundary=b"}
PART = b'--b\r\nContent-Disposition: form-data; name="paper"; filename="a"\r\n\r\n'
HEAD = b"POST /seal HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
ROOM = 8
"""Documents of the most bytes that a process holds."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    with besieged(tmp_path_factory.mktemp("besieged")) as under:
        yield under


def check(server: Besieged) -> Answer:
    return server.ask("POST", "/seal", PART + b"%PDF-1.7\r\n--b--\r\n", FORM)


def sending(server: Besieged, stack: ExitStack, sent: bytes) -> socket.socket:
    """Begin to send the largest document."""
    connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS))
    connection.sendall(HEAD + f"Content-Length: {MOST_BYTES}\r\n\r\n".encode() + PART + sent)
    return connection


@pytest.mark.heavy
def test_slow_connections_hold_no_place_of_others(server: Besieged) -> None:
    with ExitStack() as stack:
        for _ in range(3 * ROOM):
            sending(server, stack, b"x" * 600)
        for _ in range(3):
            assert check(server).status == 200


def test_of_too_many_bytes_the_oldest_gives_way(server: Besieged) -> None:
    almost = b"x" * (MOST_BYTES - 1000)
    with ExitStack() as stack:
        first, *others = [sending(server, stack, almost) for _ in range(ROOM + 1)]
        assert first.recv(4096).startswith(b"HTTP/1.1 503 ")
        assert check(server).status == 200
        for each in others:
            each.sendall(b"x" * (1000 - len(PART)))
            assert each.recv(4096).startswith(b"HTTP/1.1 200 ")
