"""Bodies without end or sense, sent to real processes as fast as they are taken, while others go on."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import pytest

from tests.security.besieged import Besieged, besieged
from tests.security.flooding import CHUNKED, LENGTH, SOON, flooding, head_of_upload
from tests.security.test_attacks import MIB, calm
from tests.security.test_loopback import Running, running, started

__all__ = ["running", "started"]

BODIES = {
    "chunks of a byte": (CHUNKED, b"1\r\nx\r\n"),
    "large chunks": (CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n"),
    "a length": (LENGTH, b"x" * 1024),
}
HEADS = {
    "too large": b"POST /v1/sign-in/codes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n",
    "unknown": b"POST /nowhere HTTP/1.1\r\nHost: a\r\n",
    "unauthorized": b"POST /v1/uploads HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n",
    "not expected": b"GET /healthz HTTP/1.1\r\nHost: a\r\n",
    "for the last time": b"POST /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    with besieged(tmp_path_factory.mktemp("besieged")) as under:
        yield under


@pytest.mark.heavy
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(
    ("to", "status"),
    [
        ("too large", 413),
        ("unknown", 404),
        ("unauthorized", 401),
        ("not expected", 200),
        ("for the last time", 404),
    ],
)
def test_a_body_that_nobody_reads_is_soon_ended(server: Besieged, to: str, status: int, body: str) -> None:
    framing, part = BODIES[body]
    with calm(server), flooding(server.port, HEADS[to] + framing, part) as flooded:
        pass
    for each in flooded:
        each.assert_ended(status, 413)  # of chunks, on a busy machine, before anything else is answered


def test_an_upload_in_chunks_of_a_byte_is_refused(server: Besieged) -> None:
    # The sender may send one, which would otherwise be read to its end.
    head = head_of_upload(server, b"x" * (20 * MIB)) + CHUNKED
    with calm(server), flooding(server.port, head, b"1\r\nx\r\n") as flooded:
        pass
    statuses = sorted(each.answer[:12] for each in flooded)
    assert statuses[0] == b"HTTP/1.1 413"
    assert set(statuses[1:]) <= {b"HTTP/1.1 413", b"HTTP/1.1 423"}, "the same upload three times"
    assert max(each.seconds for each in flooded) < SOON


@pytest.mark.parametrize(
    ("framing", "first", "more"),
    [(CHUNKED, b"800\r\n" + b"x" * 2048 + b"\r\n", b"1\r\nx\r\n"), (LENGTH, b"", b"x")],
    ids=["chunks", "a length"],
)
def test_a_refused_body_that_trickles_is_ended(
    server: Besieged, framing: bytes, first: bytes, more: bytes
) -> None:
    with server.connect() as connection:
        connection.sendall(HEADS["too large"] + framing + first)
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")
        began = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - began < 2 * SOON:
                connection.sendall(more)
                time.sleep(0.2)
        assert time.monotonic() - began < SOON


def test_small_chunks_are_taken_while_others_go_on(server: Besieged) -> None:
    # As many as may be: of 40 bytes, as fast as they are read.
    content = b"%PDF-1.7\n" + b"x" * (8 * MIB)
    parts = [content[at : at + 40] for at in range(0, len(content), 40)]
    sent = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    with calm(server), server.connect() as connection:
        connection.sendall(head_of_upload(server, content) + CHUNKED + sent)
        assert connection.recv(65536).startswith(b"HTTP/1.1 201 ")


@pytest.mark.parametrize(
    ("body", "status"), [("chunks of a byte", {411, 403}), ("large chunks", {411, 403}), ("a length", {403})]
)
def test_the_app_reads_no_body_of_a_stranger(running: Running, body: str, status: set[int]) -> None:
    # Chunks are refused before or after the guard refuses the rest. Unmended, one connection in chunks of a byte kept
    # the person waiting for two seconds at each press.
    framing, part = BODIES[body]
    person, port, waited = running.person(), int(running.home.rsplit(":", 1)[1]), []
    with flooding(port, HEADS["unknown"] + framing, part) as flooded:
        until = time.monotonic() + 3
        while time.monotonic() < until:
            began = time.monotonic()
            assert person.get("/manifest.json").status_code == 200
            waited.append(time.monotonic() - began)
    print(f"the person waited {max(waited) * 1000:.0f} ms at most")
    assert max(waited) < 2  # on a busy machine, too
    for each in flooded:
        each.assert_ended(*status)


def test_the_app_lets_a_browser_go_on(running: Running) -> None:
    # A body that is refused before it came, and one that is larger than what may be left.
    person = running.person()
    for size in (1000, 60_000, 5 * MIB):
        origin = {"origin": running.home}
        assert person.put("/intake/unknown", headers=origin, content=b"x" * size).status_code == 404
        assert person.get("/manifest.json").status_code == 200
