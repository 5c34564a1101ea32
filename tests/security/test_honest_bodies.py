"""Clients that are slow, that send in pieces, and that send in vain: what ends an attack costs them nothing."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.contract.conftest import AMINA
from tests.security.besieged import Besieged, besieged
from tests.security.flooding import head_of_upload
from tests.security.test_attacks import MIB


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    with besieged(tmp_path_factory.mktemp("besieged")) as under:
        yield under


@pytest.mark.heavy
@pytest.mark.parametrize("size", [1, 700], ids=["bytes", "packets"])
def test_a_slow_link_costs_nobody_their_upload(server: Besieged, size: int) -> None:
    # A body with a length comes in whatever pieces the link makes of it.
    content = b"%PDF-1.7\n" + b"x" * (400 * size)
    with server.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(head_of_upload(server, content))
        connection.sendall(b"Content-Length: %d\r\n\r\n" % len(content))
        for at in range(0, len(content), size):
            connection.sendall(content[at : at + size])
            time.sleep(0.01)
        assert connection.recv(65536).startswith(b"HTTP/1.1 201 ")


def test_a_body_written_word_by_word_is_taken(server: Besieged) -> None:
    # As programs write JSON that stream it; with all its members it has a few hundred words.
    words = json.JSONEncoder().iterencode({"number": AMINA.number})
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as client:
        sent = client.post(
            "/v1/sign-in/codes",
            headers={"Content-Type": "application/json"},
            content=(word.encode() for word in words),
        )
        assert sent.status_code == 202


def test_a_connection_goes_on_where_little_of_a_refused_body_was_left(server: Besieged) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.connect()
    own = connection.sock
    for _ in range(3):
        connection.putrequest("POST", "/nowhere")
        connection.putheader("Content-Length", "60000")
        connection.endheaders()
        time.sleep(0.2)  # it is answered before its body comes
        connection.send(b"x" * 60000)
        answer = connection.getresponse()
        assert (answer.status, bool(answer.read())) == (404, True)
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        assert (answer.status, bool(answer.read())) == (200, True)
        assert connection.sock is own
    connection.close()


def test_who_sends_much_in_vain_is_answered_and_goes_on(server: Besieged) -> None:
    # All of it is sent before the answer is looked at, as clients do.
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as client:
        for _ in range(3):
            refused = client.post("/nowhere", content=b"x" * (20 * MIB))
            assert (refused.status_code, refused.headers["connection"]) == (404, "close")
            assert client.get("/healthz").status_code == 200
