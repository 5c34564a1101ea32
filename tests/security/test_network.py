"""The client at a real TLS server that is not the one it should be, or answers what it should not."""

from __future__ import annotations

import asyncio
import gzip
import logging
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.api import InMemoryTokenStore, MinistryClient
from services.api.pins import Pins, pin_of
from services.api.tokens import Tokens
from services.api.transport import JSON_LIMIT
from services.clock import ManualClock
from services.errors import ConfigurationError, ConnectivityError, ProtocolError
from tests.security.certificates import Authority, Identity, new_authority, new_key

TODAY = datetime(2026, 11, 22, tzinfo=UTC)
OTHER_PIN = b64encode(b"\0" * 32).decode()
PERSON = "access-token-of-the-person"
EMPTY = b'{"items":[],"next":null}'


def said(body: bytes = EMPTY, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", "Connection: close", *headers]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


async def answers(writer: asyncio.StreamWriter) -> None:
    writer.write(said())


async def whole_head(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


async def anything(reader: asyncio.StreamReader) -> bytes:
    """Read whatever comes: the first answer is to no request."""
    return await reader.read(65536)


@dataclass
class Server:
    """`heard` is all that it was sent; `sent` how many bytes of an endless body went out."""

    port: int = 0
    heard: bytearray = field(default_factory=bytearray)
    sent: int = 0
    answer: Callable[[asyncio.StreamWriter], Awaitable[None]] = answers
    reads: Callable[[asyncio.StreamReader], Awaitable[bytes]] = whole_head

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"

    async def endless(self, writer: asyncio.StreamWriter, head: bytes, piece: bytes) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            self.sent += len(piece)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.heard += await self.reads(reader)
            await self.answer(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass  # the client has hung up
        finally:
            writer.transport.abort() if self.sent else writer.close()


@asynccontextmanager
async def serving(identity: Identity | None) -> AsyncIterator[Server]:
    """Serve, with TLS where there is an identity."""
    server = Server()
    context = identity.context() if identity else None
    listening = await asyncio.start_server(server.take, "localhost", 0, ssl=context)
    server.port = listening.sockets[0].getsockname()[1]
    for other in listening.sockets[1:]:
        other.close()
    async with listening:
        yield server


@asynccontextmanager
async def client(
    address: str, pins: Pins | None = None, now: datetime = TODAY
) -> AsyncIterator[MinistryClient]:
    clock = ManualClock(now)
    kept = Tokens(PERSON, "refresh-token-of-the-person", clock.time() + 3600, clock.time() + 9999)
    ministry = MinistryClient(address, InMemoryTokenStore(kept), clock=clock, pins=pins)
    try:
        yield ministry
    finally:
        await ministry.aclose()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return new_authority("An authority of the test")


@pytest.fixture(autouse=True)
def _trusted(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that trusts the test's authority, as administrators make it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path / "authorities.pem")))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))


@pytest.fixture
def identity(authority: Authority, tmp_path: Path) -> Identity:
    return authority.give("localhost", tmp_path)


async def test_a_server_with_a_certificate_for_its_name_is_spoken_to(identity: Identity) -> None:
    async with serving(identity) as server, client(server.address) as ministry:
        assert (await ministry.requests()).items == []
    assert PERSON.encode() in server.heard


@pytest.mark.parametrize("wrong", ["an authority that nobody knows", "another name"])
async def test_a_certificate_that_proves_nothing_is_refused(
    authority: Authority, tmp_path: Path, wrong: str
) -> None:
    if wrong == "another name":
        shown = authority.give("cnas.example", tmp_path)
    else:
        shown = new_authority("Somebody").give("localhost", tmp_path)
    async with serving(shown) as server, client(server.address) as ministry:
        with pytest.raises(ConnectivityError) as refused:
            await ministry.requests()
    assert refused.value.reason == "insecure"
    assert not server.heard


def pins_of(*pins: str) -> Pins:
    """Good until the end of today."""
    return Pins.parse(f"{TODAY.date().isoformat()} {' '.join(pins)}")


async def test_a_pinned_key_is_spoken_to_whatever_certificate_it_has(
    authority: Authority, tmp_path: Path
) -> None:
    key = new_key()
    pins = pins_of(OTHER_PIN, pin_of(authority.give("localhost", tmp_path, key).der))
    renewed = authority.give("localhost", tmp_path, key)
    async with serving(renewed) as server, client(server.address, pins) as ministry:
        assert (await ministry.requests()).items == []


async def test_another_key_is_refused_before_anything_is_sent(identity: Identity) -> None:
    pins = pins_of(OTHER_PIN, b64encode(b"\1" * 32).decode())
    async with serving(identity) as server, client(server.address, pins) as ministry:
        with pytest.raises(ConnectivityError) as refused:
            await ministry.requests()
    assert refused.value.reason == "insecure"
    assert not server.heard


async def test_pins_do_not_stand_in_for_the_certificate(tmp_path: Path) -> None:
    shown = new_authority("Somebody").give("localhost", tmp_path)
    pins = pins_of(OTHER_PIN, pin_of(shown.der))
    async with serving(shown) as server, client(server.address, pins) as ministry:
        with pytest.raises(ConnectivityError):
            await ministry.requests()
    assert not server.heard


@pytest.mark.parametrize(("later", "works"), [(timedelta(hours=23), False), (timedelta(days=1), True)])
async def test_after_their_last_day_pins_bind_no_more(
    identity: Identity, later: timedelta, works: bool
) -> None:
    pins = pins_of(OTHER_PIN, b64encode(b"\1" * 32).decode())
    async with serving(identity) as server, client(server.address, pins, TODAY + later) as ministry:
        if works:
            assert (await ministry.requests()).items == []
        else:
            with pytest.raises(ConnectivityError):
                await ministry.requests()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2027-06-30",
        f"2027-06-30 {OTHER_PIN}",
        f"2027-06-30 {OTHER_PIN} {OTHER_PIN}",
        f"2027-06-30 {OTHER_PIN} AAAA",
        f"2027-06-30 {OTHER_PIN} not-base64!",
        f"soon {OTHER_PIN} {b64encode(b'1' * 32).decode()}",
    ],
)
def test_pins_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Pins.parse(text)
    assert (refused.value.setting, refused.value.reason) == ("QARIB_PINS", "not_pins")


async def test_plain_http_goes_to_this_machine_only() -> None:
    async with serving(None) as server, client(f"http://localhost:{server.port}") as ministry:
        assert (await ministry.requests()).items == []
    with pytest.raises(ConfigurationError) as refused:
        async with client("http://cnas.example"):
            pass
    assert refused.value.reason == "insecure"


async def test_a_server_that_speaks_no_tls_gets_no_token() -> None:
    async with serving(None) as server, client(server.address) as ministry:
        server.reads = anything
        with pytest.raises(ConnectivityError):
            await ministry.requests()
    assert server.heard
    assert PERSON.encode() not in server.heard


async def test_an_endless_body_is_read_no_further_than_the_limit(identity: Identity) -> None:
    async with serving(identity) as server, client(server.address) as ministry:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n"
        server.answer = lambda writer: server.endless(writer, head, b" " * 65536)
        with pytest.raises(ProtocolError):
            await ministry.requests()
    assert JSON_LIMIT <= server.sent < 4 * JSON_LIMIT


async def test_a_bomb_is_unpacked_no_further_than_the_limit(
    identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    largest = 0

    class Counting(bytearray):
        def __iadd__(self, more: bytes) -> Counting:  # type: ignore[override, misc]
            nonlocal largest
            largest = max(largest, len(more))
            return super().__iadd__(more)

    monkeypatch.setattr("services.api.transport.bytearray", Counting, raising=False)
    bomb = gzip.compress(b" " * (64 * JSON_LIMIT))
    async with serving(identity) as server, client(server.address) as ministry:

        async def explode(writer: asyncio.StreamWriter) -> None:
            writer.write(said(bomb, "Content-Encoding: gzip"))

        server.answer = explode
        with pytest.raises(ProtocolError):
            await ministry.requests()
    assert 0 < largest <= 65536
    assert b"accept-encoding: gzip\r\n" in server.heard.lower()


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip"])
async def test_what_was_not_asked_for_is_not_unpacked(identity: Identity, coding: str) -> None:
    async with serving(identity) as server, client(server.address) as ministry:

        async def answer(writer: asyncio.StreamWriter) -> None:
            writer.write(said(gzip.compress(gzip.compress(EMPTY)), f"Content-Encoding: {coding}"))

        server.answer = answer
        with pytest.raises(ProtocolError):
            await ministry.requests()


@pytest.mark.parametrize("packed", [gzip.compress(EMPTY, mtime=0)[:-9], b"not gzip at all"])
async def test_a_body_that_cannot_be_unpacked_is_no_answer(identity: Identity, packed: bytes) -> None:
    async with serving(identity) as server, client(server.address) as ministry:

        async def answer(writer: asyncio.StreamWriter) -> None:
            writer.write(said(packed, "Content-Encoding: gzip"))

        server.answer = answer
        with pytest.raises(ProtocolError):
            await ministry.requests()


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent"])
async def test_redirects_lead_nowhere(identity: Identity, status: str) -> None:
    async with serving(identity) as other, serving(identity) as server, client(server.address) as ministry:

        async def redirect(writer: asyncio.StreamWriter) -> None:
            writer.write(said(b"", f"Location: {other.address}/v1/requests", status=status))

        server.answer = redirect
        with pytest.raises(ProtocolError):
            await ministry.requests()
    assert server.heard
    assert not other.heard


async def test_tokens_stand_in_no_address_and_in_no_log(
    identity: Identity, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(identity) as server, client(server.address) as ministry:
        await ministry.requests(cursor="abc")
    request_line = server.heard.split(b"\r\n")[0]
    assert b"token" not in request_line
    assert PERSON.encode() in server.heard
    assert "token-of-the-person" not in caplog.text
    assert "/v1/requests" not in caplog.text
