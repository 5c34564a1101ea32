"""Whatever comes over the wire is a typed error or the thing that was asked for, and tells no secret."""

from __future__ import annotations

import asyncio
import hashlib
import json
import traceback
from collections.abc import Awaitable, Callable

import httpx
import pytest

from services.clock import ManualClock
from services.errors import (
    AuthenticationError,
    ConnectivityError,
    FieldError,
    MinistryError,
    ProtocolError,
    RefusedError,
    ServerError,
)
from services.ministry import InMemoryTokenStore, MinistryClient, connection, transport
from services.models.case import CasePaper
from services.models.request import Request
from tests.unit.ministry_client.conftest import SECRETS
from tests.unit.ministry_client.stand_in import Asked, Told, problem, standing_in, told_json

REQUEST = Request(
    "0193f0a0-6c00-7b00-8a00-000000000001", "afs", "1", "fr", "then", {"nss": "801234567890"}, []
)
HTML = {"Content-Type": "text/html; charset=utf-8"}
LOGIN = b"<html>801234567890 access-0-secret</html>"


async def _fails(
    told: Told,
    clock: ManualClock,
    tokens: InMemoryTokenStore,
    call: Callable[[MinistryClient], Awaitable[object]] = lambda client: client.send_request(REQUEST),
) -> MinistryError:
    """The error that a call ends with; checks that nothing secret is in it nor in what caused it."""
    async with standing_in(lambda _: told) as stand_in:
        client = MinistryClient(stand_in.url, tokens, clock=clock)
        try:
            with pytest.raises(MinistryError) as caught:
                await call(client)
        finally:
            await client.aclose()
    _tells_no_secret(caught.value)
    return caught.value


def _tells_no_secret(error: BaseException) -> None:
    """Neither it nor what caused it, as a log would show them."""
    said = "".join([repr(error), str(error), *traceback.format_exception(error)])
    assert not any(secret in said for secret in SECRETS)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (Told(200, LOGIN, HTML), ProtocolError(200, "text/html")),
        (Told(302, LOGIN, {"Location": "http://portal.example/"}), ProtocolError(302, "")),
        (Told(403, LOGIN, HTML), ProtocolError(403, "text/html")),
        (Told(404, b"", {}), ProtocolError(404, "")),
        (Told(511, LOGIN, HTML), ProtocolError(511, "text/html")),
        (Told(204), ProtocolError(204, "")),
        (Told(304), ProtocolError(304, "")),
        (told_json([1]), ProtocolError(200, "application/json")),
        (told_json({"id": 7}), ProtocolError(200, "application/json")),
        (Told(200, b"{", {"Content-Type": "application/json"}), ProtocolError(200, "application/json")),
        (Told(200, b"\xff", {"Content-Type": "application/json"}), ProtocolError(200, "application/json")),
        (
            Told(200, b"not squeezed", {"Content-Type": "application/json", "Content-Encoding": "gzip"}),
            ProtocolError(200, "application/json"),
        ),
        (
            Told(400, b"[]", {"Content-Type": "application/problem+json"}),
            ProtocolError(400, "application/problem+json"),
        ),
        (Told(502, LOGIN, HTML), ServerError(502)),
        (Told(503, LOGIN, HTML | {"Retry-After": "120"}), ServerError(503, 120.0)),
        (problem("rate-limited", 429), ServerError(429, None, "rate-limited")),
        (problem("internal", 500), ServerError(500, None, "internal")),
        (problem("conflict", 409), RefusedError("conflict", 409)),
        (problem("form-withdrawn", 409, current_form_version="2"), RefusedError("form-withdrawn", 409)),
        (problem("801234567890 !", 409), RefusedError("refused", 409)),
        (
            problem("validation", 422, errors=[{"pointer": "/answers/nss", "code": "nss"}]),
            RefusedError("validation", 422, [FieldError("/answers/nss", "nss")]),
        ),
        (problem("validation", 422, errors="801234567890"), RefusedError("validation", 422)),
        (Told(200, hang_up=True), ConnectivityError("unreachable")),
        (
            Told(200, b'{"id":', {"Content-Type": "application/json"}, length=400),
            ConnectivityError("unreachable"),
        ),
    ],
)
async def test_an_odd_answer_is_a_typed_error(
    told: Told, expected: MinistryError, clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    assert await _fails(told, clock, tokens) == expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Sun, 04 Jan 2026 09:01:00 GMT"}, 60.0),
        ({"Retry-After": "Sun, 04 Jan 2026 08:00:00 GMT"}, 0.0),
        ({"Retry-After": "Thu, 01 Jan 2099 00:00:30 GMT", "Date": "Thu, 01 Jan 2099 00:00:00 GMT"}, 30.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-3"}, None),
        ({}, None),
    ],
)
async def test_the_ministry_says_when_to_come_back(
    headers: dict[str, str], seconds: float | None, clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    error = await _fails(Told(503, headers=headers), clock, tokens)
    assert isinstance(error, ServerError)
    assert error.retry_after == seconds


async def test_a_wrong_code_says_how_many_tries_are_left(
    clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    told = problem("wrong-code", 401, tries_left=3)
    error = await _fails(told, clock, tokens, lambda client: client.sign_in("challenge", "000000"))
    assert error == AuthenticationError("wrong-code", 3)
    assert tokens.load() is not None


async def test_a_portal_is_not_followed_and_gets_no_token(
    clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    async with standing_in(lambda _: Told(200)) as elsewhere:
        await _fails(Told(307, headers={"Location": f"{elsewhere.url}/v1/person"}), clock, tokens)
        assert elsewhere.asked == []


async def test_an_answer_without_end_is_not_read_to_it(
    clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    told = Told(200, b" " * 1024 * 1024, {"Content-Type": "application/json"}, repeat=0)
    assert await _fails(told, clock, tokens) == ProtocolError(200, "application/json")


async def test_an_answer_that_never_begins_is_waited_for_so_long(
    clock: ManualClock, tokens: InMemoryTokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT", httpx.Timeout(0.05))
    assert await _fails(Told(200, wait=asyncio.Event()), clock, tokens) == ConnectivityError("timeout")


async def test_an_answer_that_drips_is_waited_for_so_long(
    clock: ManualClock, tokens: InMemoryTokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WHOLE_ANSWER", 0.1)
    told = Told(200, b" ", {"Content-Type": "application/json"}, repeat=0.02)
    assert await _fails(told, clock, tokens) == ConnectivityError("timeout")


async def test_nobody_listens(clock: ManualClock, tokens: InMemoryTokenStore) -> None:
    async with standing_in(lambda _: Told(200)) as stand_in:
        url = stand_in.url
    client = MinistryClient(url, tokens, clock=clock)
    with pytest.raises(ConnectivityError, match="unreachable"):
        await client.person()
    assert not await client.is_reachable()
    await client.aclose()


@pytest.mark.parametrize(
    ("told", "reachable"),
    [
        (told_json({"status": "alive"}), True),
        (Told(200, LOGIN, HTML), False),
        (Told(302), False),
        (Told(503), False),
    ],
)
async def test_only_the_ministry_itself_counts_as_reached(
    told: Told, reachable: bool, clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    async with standing_in(lambda _: told) as stand_in:
        client = MinistryClient(stand_in.url, tokens, clock=clock)
        assert await client.is_reachable() is reachable
        assert "authorization" not in stand_in.asked[0].headers
        await client.aclose()


async def test_what_has_not_changed_is_not_sent_again(clock: ManualClock, tokens: InMemoryTokenStore) -> None:
    def answer(asked: Asked) -> Told:
        return (
            Told(304)
            if asked.headers.get("if-none-match") == '"1"'
            else told_json({"services": []}, ETag='"1"')
        )

    async with standing_in(answer) as stand_in:
        client = MinistryClient(stand_in.url, tokens, clock=clock)
        first = await client.catalogue()
        assert first is not None
        assert (json.loads(first.raw), first.etag) == ({"services": []}, '"1"')
        assert await client.catalogue(first.etag) is None
        assert all("authorization" not in asked.headers for asked in stand_in.asked)
        await client.aclose()


async def test_an_id_cannot_lead_to_another_address(clock: ManualClock, tokens: InMemoryTokenStore) -> None:
    async with standing_in(lambda _: problem("not-found", 404)) as stand_in:
        client = MinistryClient(stand_in.url, tokens, clock=clock)
        with pytest.raises(RefusedError):
            await client.case("../person?x=1#")
        assert stand_in.asked[0].target == "/v1/cases/..%2Fperson%3Fx%3D1%23"
        await client.aclose()


PDF = b"%PDF-1.7 " + bytes(range(256)) * 100
LETTER = CasePaper("letter", {}, "application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest())


async def _paper(client: MinistryClient) -> bytes:
    return b"".join([chunk async for chunk in client.paper("case", LETTER)])


async def test_a_paper_is_read_whole(clock: ManualClock, tokens: InMemoryTokenStore) -> None:
    async with standing_in(lambda _: Told(200, PDF, {"Content-Type": "application/pdf"})) as stand_in:
        client = MinistryClient(stand_in.url, tokens, clock=clock)
        assert await _paper(client) == PDF
        await client.aclose()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (Told(200, PDF[:-1] + b"x", {"Content-Type": "application/pdf"}), ProtocolError),
        (Told(200, PDF[:-1], {"Content-Type": "application/pdf"}), ProtocolError),
        (Told(200, PDF, {"Content-Type": "application/pdf"}, repeat=0), ProtocolError),
        (Told(200, LOGIN, HTML), ProtocolError),
        (Told(200, PDF[:99], {"Content-Type": "application/pdf"}, length=len(PDF)), ConnectivityError),
        (problem("not-found", 404), RefusedError),
        (Told(503), ServerError),
    ],
)
async def test_a_paper_that_is_not_the_announced_one_is_refused(
    told: Told, expected: type[MinistryError], clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    assert isinstance(await _fails(told, clock, tokens, _paper), expected)


async def test_what_is_unchanged_has_no_content_whatever_its_headers_say(
    clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    """A server that packs its answers says so in a 304 too (RFC 9110, 15.4.5)."""
    async with standing_in(lambda _: Told(304, headers={"Content-Encoding": "gzip"})) as stand_in:
        client = MinistryClient(stand_in.url, tokens, clock=clock)
        try:
            assert await client.catalogue('"kept"') is None
        finally:
            await client.aclose()
