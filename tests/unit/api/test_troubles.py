"""The same table of troubles for JSON and for tus: the same errors, waits and renewals, whichever is under way."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections.abc import Callable

import httpx
import pytest

from services.api import InMemoryTokenStore, MinistryClient, uploader
from services.clock import ManualClock
from services.errors import (
    AuthenticationError,
    ConnectivityError,
    MinistryError,
    ProtocolError,
    RefusedError,
    ServerError,
)
from tests.unit.api.stand_in import Asked, Told, problem, standing_in
from tests.unit.api.ways import (
    LARGE,
    PROBLEM,
    SMALL,
    WAYS,
    Renewing,
    Way,
    each_way,
    each_way_with_a_body,
    failure,
    spoken_to,
)

HTML = {"Content-Type": "text/html; charset=utf-8"}
PORTAL = b"<html>801234567890 access-0-secret</html>"
A_DATE, LATER = "Thu, 01 Jan 2099 00:00:00 GMT", "Thu, 01 Jan 2099 00:00:30 GMT"


def busy(**headers: str) -> Told:
    return problem("unavailable", 503, {name.replace("_", "-"): value for name, value in headers.items()})


TROUBLES = [
    (Told(200, PORTAL, HTML), ProtocolError(200, "text/html")),
    (Told(200, PORTAL, {"Content-Type": "text/html-" + "9" * 200}), ProtocolError(200, "")),
    (Told(302, PORTAL, {"Location": "http://portal.example/"}), ProtocolError(302, "")),
    (Told(403, PORTAL, HTML), ProtocolError(403, "text/html")),
    (Told(404), ProtocolError(404, "")),
    (Told(511, PORTAL, HTML), ProtocolError(511, "text/html")),
    (Told(502, PORTAL, HTML), ServerError(502)),
    (Told(503, PORTAL, HTML | {"Retry-After": "120"}), ServerError(503, 120.0)),
    (problem("rate-limited", 429, {"Retry-After": "7"}), ServerError(429, 7.0, "rate-limited")),
    (busy(), ServerError(503, None, "unavailable")),
    (busy(Retry_After="0"), ServerError(503, 0.0, "unavailable")),
    (busy(Retry_After="soon"), ServerError(503, None, "unavailable")),
    (busy(Retry_After="-3"), ServerError(503, None, "unavailable")),
    (busy(Retry_After="Sun, 04 Jan 2026 09:01:00 GMT"), ServerError(503, 60.0, "unavailable")),
    (busy(Retry_After="Sun, 04 Jan 2026 08:00:00 GMT"), ServerError(503, 0.0, "unavailable")),
    (busy(Retry_After=LATER, Date=A_DATE), ServerError(503, 30.0, "unavailable")),
    (problem("not-found", 404), RefusedError("not-found", 404)),
    (problem("too-large", 413), RefusedError("too-large", 413)),
    (Told(200, hang_up=True), ConnectivityError("unreachable")),
]
IN_THE_BODY = [
    (problem("form-withdrawn", 410), RefusedError("form-withdrawn", 410)),
    (problem("801234567890 !", 410), RefusedError("refused", 410)),
    (problem("internal", 500), ServerError(500, None, "internal")),
    (Told(500, b"{", PROBLEM), ServerError(500)),
    (Told(500, b"[" * 60_000, PROBLEM), ServerError(500)),
    (Told(400, b"[801234567890]", PROBLEM), ProtocolError(400, "application/problem+json")),
    (Told(503, b"{", PROBLEM, length=400), ConnectivityError("unreachable")),
    (Told(503, b" " * 2**20, PROBLEM, repeat=0), ProtocolError(503, "application/problem+json")),
    (
        Told(503, b"not squeezed", PROBLEM | {"Content-Encoding": "gzip"}),
        ProtocolError(503, "application/problem+json"),
    ),
    (
        Told(503, b"not asked for", PROBLEM | {"Content-Encoding": "br"}),
        ProtocolError(503, "application/problem+json"),
    ),
]


@pytest.mark.parametrize(("told", "expected"), TROUBLES)
@each_way
async def test_the_same_trouble_is_the_same_error(
    way: Way, told: Told, expected: MinistryError, clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    async with spoken_to(Renewing(way, lambda _: told), clock, tokens) as (client, _):
        assert await failure(way.call(client)) == expected


@pytest.mark.parametrize(("told", "expected"), IN_THE_BODY)
@each_way_with_a_body
async def test_the_same_trouble_in_a_body_is_the_same_error(
    way: Way, told: Told, expected: MinistryError, clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    async with spoken_to(Renewing(way, lambda _: told), clock, tokens) as (client, _):
        assert await failure(way.call(client)) == expected


@each_way
async def test_a_refused_sign_in_is_renewed_and_all_is_sent_again(
    way: Way, clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    troubles = itertools.chain([problem("unauthenticated", 401)], itertools.repeat(None))
    ministry = Renewing(way, lambda _: next(troubles))
    async with spoken_to(ministry, clock, tokens) as (client, stand_in):
        await way.call(client)
    (first, second) = [asked for asked in stand_in.asked if asked.method == way.method and _is_of(way, asked)]
    assert (first.target, first.body) == (second.target, second.body)
    assert first.headers["authorization"] == "Bearer access-0-secret"
    assert second.headers["authorization"] == "Bearer access-1-secret"
    assert ministry.renewals == 1


def _is_of(way: Way, asked: Asked) -> bool:
    return way.method != "POST" or asked.target == "/v1/uploads"


@each_way
async def test_a_sign_in_refused_again_is_not_renewed_for_ever(
    way: Way, clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    ministry = Renewing(way, lambda _: problem("unauthenticated", 401))
    async with spoken_to(ministry, clock, tokens) as (client, _):
        assert await failure(way.call(client)) == AuthenticationError("unauthenticated")
    assert ministry.renewals == 1


@each_way
async def test_a_portal_that_says_401_costs_no_sign_in(
    way: Way, clock: ManualClock, tokens: InMemoryTokenStore
) -> None:
    async with spoken_to(lambda _: Told(401, PORTAL, HTML), clock, tokens) as (client, _):
        assert await failure(way.call(client)) == ProtocolError(401, "text/html")
    assert tokens.load() is not None


async def test_all_ways_at_once_renew_once(clock: ManualClock, tokens: InMemoryTokenStore) -> None:
    # What is read, what is sent and what is uploaded share one sign-in.
    ministry = Renewing(WAYS[0], lambda _: None)
    ministry.good = "another-secret"

    def answer(asked: Asked) -> Told:
        if asked.target.startswith("/v1/uploads"):
            ministry.way = WAYS[-1]
        else:
            ministry.way = WAYS[1] if asked.method == "PUT" else WAYS[0]
        return ministry(asked)

    together = [way for way in WAYS if way.name != "paper"] * 3
    async with spoken_to(answer, clock, tokens) as (client, _):
        await asyncio.gather(*(way.call(client) for way in together))
    assert ministry.renewals == 1


@each_way
async def test_no_redirect_is_followed(way: Way, clock: ManualClock, tokens: InMemoryTokenStore) -> None:
    async with standing_in(lambda _: Told(200)) as elsewhere:
        told = Told(307, headers={"Location": f"{elsewhere.url}/v1/person"})
        async with spoken_to(Renewing(way, lambda _: told), clock, tokens) as (client, _):
            assert await failure(way.call(client)) == ProtocolError(307, "")
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        (lambda: httpx.ConnectError("tls"), "insecure"),
        (lambda: httpx.ConnectError("refused"), "unreachable"),
        (lambda: httpx.RemoteProtocolError("garbage"), "unreachable"),
        (lambda: httpx.ReadTimeout("late"), "timeout"),
    ],
)
@each_way
async def test_what_the_line_does(
    way: Way,
    raised: Callable[[], httpx.TransportError],
    reason: str,
    clock: ManualClock,
    tokens: InMemoryTokenStore,
) -> None:
    async def break_off(_: httpx.Request) -> httpx.Response:
        raise raised() from (ssl.SSLCertVerificationError("self-signed") if reason == "insecure" else None)

    client = MinistryClient("http://localhost", tokens, clock=clock, transport=httpx.MockTransport(break_off))
    assert await failure(way.call(client)) == ConnectivityError(reason)
    await client.aclose()


@each_way
async def test_nobody_is_signed_in(way: Way, clock: ManualClock) -> None:
    async with spoken_to(way.good, clock, InMemoryTokenStore()) as (client, stand_in):
        assert await failure(way.call(client)) == AuthenticationError("signed-out")
    assert stand_in.asked == []


def test_the_documents_go_the_ways_that_are_meant() -> None:
    assert len(SMALL.data) <= uploader._ONE_TRIP < len(LARGE.data)
