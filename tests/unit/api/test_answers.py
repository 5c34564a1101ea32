"""Whatever comes over the wire is a typed error or the thing that was asked for, and tells no secret."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import pytest

from services.api import InMemoryTokenStore, MinistryClient
from services.clock import ManualClock
from services.errors import (
    AuthenticationError,
    ConnectivityError,
    MinistryError,
    ProtocolError,
    RefusedError,
    ServerError,
)
from services.models.contract import FieldError
from tests.unit.api.stand_in import Asked, Told, problem, standing_in, told_json
from tests.unit.api.ways import PDF, REQUEST, failure, paper_of, spoken_to

HTML = {"Content-Type": "text/html; charset=utf-8"}
LOGIN = b"<html>801234567890 access-0-secret</html>"


async def _fails(
    told: Told,
    clock: ManualClock,
    tokens: InMemoryTokenStore,
    call: Callable[[MinistryClient], Awaitable[object]] = lambda client: client.send_request(REQUEST),
) -> MinistryError:
    async with spoken_to(lambda _: told, clock, tokens) as (client, _):
        return await failure(call(client))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (Told(204), ProtocolError(204, "")),
        (Told(304), ProtocolError(304, "")),
        (told_json([1]), ProtocolError(200, "application/json")),
        (told_json({"id": 7}), ProtocolError(200, "application/json")),
        (Told(200, b"{", {"Content-Type": "application/json"}), ProtocolError(200, "application/json")),
        (Told(200, b"\xff", {"Content-Type": "application/json"}), ProtocolError(200, "application/json")),
        (problem("conflict", 409), RefusedError("conflict", 409)),
        (Told(409, b"{}", {"Content-Type": "application/problem+json"}), RefusedError("refused", 409)),
        (problem("form-withdrawn", 409, current_form_version="2"), RefusedError("form-withdrawn", 409)),
        (
            problem("validation", 422, errors=[{"pointer": "/answers/nss", "code": "nss"}]),
            RefusedError("validation", 422, [FieldError("/answers/nss", "nss")]),
        ),
        (problem("validation", 422, errors="801234567890"), RefusedError("validation", 422)),
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


async def test_a_wrong_code_says_how_many_tries_are_left(
    clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    told = problem("wrong-code", 401, tries_left=3)
    error = await _fails(told, clock, tokens, lambda client: client.sign_in("challenge", "000000"))
    assert error == AuthenticationError("wrong-code", 3)
    assert tokens.load() is not None


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


async def test_a_paper_is_read_whole(clock: ManualClock, tokens: InMemoryTokenStore) -> None:
    async with standing_in(lambda _: Told(200, PDF, {"Content-Type": "application/pdf"})) as stand_in:
        client = MinistryClient(stand_in.url, tokens, clock=clock)
        assert await paper_of(client) == PDF
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
    assert isinstance(await _fails(told, clock, tokens, paper_of), expected)


async def test_what_is_unchanged_has_no_content_whatever_its_headers_say(
    clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    # A server that packs its answers says so in a 304 too (RFC 9110, 15.4.5).
    async with standing_in(lambda _: Told(304, headers={"Content-Encoding": "gzip"})) as stand_in:
        client = MinistryClient(stand_in.url, tokens, clock=clock)
        try:
            assert await client.catalogue('"kept"') is None
        finally:
            await client.aclose()
