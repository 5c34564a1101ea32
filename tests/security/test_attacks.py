"""Attacks on the ministry as a process: meanwhile somebody else goes on using it, and its memory stays what it was."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ministry.clock import utc_now
from ministry.ids import new_id
from tests.contract.conftest import BRAHIM
from tests.security.besieged import Answer, Besieged, Neighbour, besieged

MIB = 2**20
PATIENCE = 1.5
"""Seconds that the neighbour waits at most, on a busy machine too: without an attack 0.05, unmended 2 to 11."""
ROOM = 30
"""Megabytes that the server may grow by: unmended it was 400 to 900."""
REQUEST = {
    "service_id": "affiliation_certificate",
    "form_version": "1",
    "language": "fr",
    "created_at": "2026-11-21T17:41:07Z",
    "answers": {},
    "papers": [],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    with besieged(tmp_path_factory.mktemp("besieged")) as under:
        yield under


@contextlib.contextmanager
def calm(server: Besieged) -> Iterator[None]:
    """Check that others do not feel what happens in the block."""
    before = server.resident()
    with Neighbour(server) as neighbour:
        yield
        grown = server.resident() - before
    print(f"the neighbour waited {neighbour.longest * 1000:.0f} ms at most, {grown} MB more were held")
    assert neighbour.failed == []
    assert neighbour.longest < PATIENCE
    assert grown < ROOM


def fresh() -> str:
    return new_id(utc_now())


def members(count: int) -> bytes:
    return ("{" + ",".join(f'"{number:x}":0' for number in range(count)) + "}").encode()


def request(**wrong: Any) -> bytes:
    return json.dumps({**REQUEST, **wrong}).encode()


EXPENSIVE = {
    "unknown members": members(29_000),
    "members of a wrong name": request(answers={f"A{number:x}": {} for number in range(18_000)}),
    "papers with members": request(papers=[{f"{i:x}": 0 for i in range(500)} for _ in range(49)]),
    "answers that are none": request(answers={f"a{number:x}": {} for number in range(18_000)}),
    "a long name": b'{"' + b"k" * 250_000 + b'":1}',
    "the same member again": b"{" + b'"number":1,' * 23_000 + b'"number":2}',
    "deep": b'{"number":' + b"[" * 250_000,
    "deep and wide": b'{"number":[' + b"[[[[]]]]," * 29_000 + b"[]]}",
    "digits": b'{"number":' + b"9" * 250_000 + b"}",
    "many numbers": b'{"number":[' + b",".join([b"9" * 4200] * 60) + b"]}",
    "choices": request(answers={"a": ["x"] * 40_000}),
    "commas": b'{"number":"' + b"," * 250_000 + b'"}',
    "quotes": b'{"number":"' + b'\\",' * 80_000,
    "quotes and backslashes": b'{"number":"' + b'\\\\",' * 60_000 + b"\\",
}
ROUTES = {
    "/v1/sign-in/codes": "POST",
    "/v1/sign-in/tokens": "POST",
    "/v1/sign-in/refresh": "POST",
    "/v1/sign-out": "POST",
    "/v1/requests/{}": "PUT",
    "/v1/cases/{}/messages/{}": "PUT",
    "/v1/cases/{}/asks/{}/replies/{}": "PUT",
}


@pytest.mark.parametrize("path", ROUTES)
def test_no_body_costs_much(server: Besieged, path: str) -> None:
    with calm(server):
        for body in EXPENSIVE.values():
            answer = server.send(ROUTES[path], path.format(fresh(), fresh(), fresh()), body)
            assert answer.status in (400, 413, 422)
            assert len(answer.body) < 16_000


def filled(fill: int, segments: int) -> bytes:
    """Make a JPEG of 20 MiB that begins with fill bytes."""
    head = b"\xff\xd8" + (b"\xff" * fill + b"\xfe\x00\x02") * segments
    return head[: 20 * MIB].ljust(20 * MIB, b"\xff")


def png_of_chunks() -> bytes:
    return (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0abCd\0\0\0\0" * (2 * MIB))[: 20 * MIB]


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (filled(65_000, 330), "image/jpeg"),
        (filled(20 * MIB, 1), "image/jpeg"),
        (filled(1, 7 * MIB), "image/jpeg"),
        (b"\xff\xd8" + b"\xff\xe0\x00\x02" * (5 * MIB - 1), "image/jpeg"),
        (b"\xff\xd8" + b"\xff\x01" * (10 * MIB - 1), "image/jpeg"),
        (png_of_chunks(), "image/png"),
        (b" " * (20 * MIB), "application/pdf"),
    ],
    ids=["fill in segments", "fill", "segments of one", "tiny segments", "no length", "chunks", "blanks"],
)
def test_no_paper_keeps_others_from_sending_theirs(server: Besieged, content: bytes, media_type: str) -> None:
    # Several at once, while Brahim sends papers of his own.
    done: list[Answer] = []
    waited: list[float] = []

    def attack(number: int) -> None:
        done.append(server.upload(content[:-1] + bytes([number]), media_type))

    attackers = [threading.Thread(target=attack, args=(number,)) for number in range(6)]
    with calm(server):
        for attacker in attackers:
            attacker.start()
        while any(attacker.is_alive() for attacker in attackers):
            if len(waited) < 12:  # of the hundred that he may send before he names any
                began = time.perf_counter()
                taken = server.upload(b"%PDF-1.7\n" + fresh().encode(), "application/pdf", BRAHIM)
                waited.append(time.perf_counter() - began)
                assert taken.status == 201
            for _ in range(10):
                asked = server.ask("HEAD", f"/v1/uploads/{fresh()}", headers=server.tus(BRAHIM))
                assert asked.status == 404
        for attacker in attackers:
            attacker.join()
    print(f"a paper of the neighbour took {max(waited) * 1000:.0f} ms at most")
    assert {answer.status for answer in done} == {415}
    assert max(waited) < PATIENCE


HEAD = b"GET /healthz HTTP/1.1\r\nHost: ministry\r\n"


def one_field() -> Iterator[bytes]:
    yield HEAD + b"X: "
    for _ in range(50):
        yield b"a" * MIB


def many_fields() -> Iterator[bytes]:
    yield HEAD
    for _ in range(20):
        yield b"x: a\r\n" * 100_000


def a_long_address() -> Iterator[bytes]:
    yield b"GET /"
    for _ in range(50):
        yield b"a" * MIB


def fields_behind_the_body() -> Iterator[bytes]:
    yield b"PUT /nothing HTTP/1.1\r\nHost: ministry\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
    for _ in range(20):
        yield b"x: a\r\n" * 100_000


def a_field_behind_the_body() -> Iterator[bytes]:
    yield b"PUT /nothing HTTP/1.1\r\nHost: ministry\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: "
    for _ in range(50):
        yield b"a" * MIB


def requests_in_advance() -> Iterator[bytes]:
    for _ in range(20):
        yield (HEAD + b"\r\n") * 10_000


@pytest.mark.heavy
@pytest.mark.parametrize(
    "attack",
    [
        one_field,
        many_fields,
        a_long_address,
        fields_behind_the_body,
        a_field_behind_the_body,
        requests_in_advance,
    ],
)
def test_no_head_is_gathered_without_end(server: Besieged, attack: Callable[[], Iterator[bytes]]) -> None:
    with calm(server), contextlib.ExitStack() as held:
        for _ in range(4):
            connection = held.enter_context(server.connect())
            with contextlib.suppress(OSError):  # cut, as it should be
                for part in attack():
                    connection.sendall(part)


def test_a_head_that_is_too_long_is_told_so(server: Besieged) -> None:
    with server.connect() as connection:
        connection.sendall(HEAD + b"X: " + b"a" * 17_000 + b"\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 431 ")
    with server.connect() as connection:
        connection.sendall(HEAD + b"x: a\r\n" * 101 + b"\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 431 ")
    with server.connect() as connection:
        connection.sendall(HEAD + b"X: " + b"a" * 15_000 + b"\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")


@pytest.mark.heavy
def test_heads_that_never_come_lock_nobody_out(server: Besieged) -> None:
    # More connections than there is room for; the oldest of them go, the others when their time is over.
    with calm(server), contextlib.ExitStack() as held:
        connections = [held.enter_context(server.connect()) for _ in range(1500)]
        for number, connection in enumerate(connections):
            if number % 2:
                with contextlib.suppress(OSError):
                    connection.sendall(HEAD)
        for connection in connections:
            with contextlib.suppress(OSError):
                assert connection.recv(1000) == b""


@pytest.mark.heavy
def test_one_stranger_takes_no_place_from_others(tmp_path: Path) -> None:
    guess = json.dumps({"challenge_id": fresh(), "code": "123456"}).encode()
    head = "POST /v1/sign-in/tokens HTTP/1.1\r\nHost: ministry\r\nContent-Type: application/json\r\n"
    sent = f"{head}Content-Length: {len(guess)}\r\n\r\n".encode() + guess
    with besieged(tmp_path) as server, calm(server), contextlib.ExitStack() as held:
        connections = [held.enter_context(server.connect()) for _ in range(450)]
        for connection in connections:
            connection.sendall(sent)
        answers = {connection.recv(12) for connection in connections}
    assert answers <= {b"HTTP/1.1 401", b"HTTP/1.1 429", b"HTTP/1.1 503"}


def test_one_person_brings_no_more_than_their_share(server: Besieged, tmp_path: Path) -> None:
    # Many small papers, as fast as they are taken; a neighbour's paper is taken all the same.
    statuses = []
    with calm(server):
        for number in range(120):
            answer = server.upload(b"%%PDF-1.7\n%d" % number, "application/pdf")
            statuses.append(answer.status)
            if answer.status == 429:
                assert answer.problem == "quota-reached"
                assert 0 < int(answer.headers["retry-after"]) <= 3600
    assert statuses.count(201) == 100
    assert statuses[100:] == [429] * 20
    assert server.upload(b"%PDF-1.7\n", "application/pdf", BRAHIM).status == 201
