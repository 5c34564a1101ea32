"""Tokens are renewed once, and a person is signed out only when the ministry says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.api import InMemoryTokenStore, MinistryClient, Tokens
from services.clock import ManualClock
from services.errors import AuthenticationError, ConnectivityError, ServerError
from tests.unit.api.stand_in import Asked, StandIn, Told, problem, standing_in, told_json

PAGE: dict[str, Any] = {"items": [], "next": None}


class Ministry:
    """A ministry that takes one access and one refresh token; a renewal gives the next pair and ends the last."""

    def __init__(self) -> None:
        self.round = 0
        self.renewals = 0
        self.lose_answers = False
        self.down = False
        self.gate: asyncio.Event | None = None

    def answer(self, asked: Asked) -> Told:
        if self.down:
            return Told(503)
        match asked.target:
            case "/v1/sign-in/tokens":
                return self._next()
            case "/v1/sign-in/refresh":
                return self._renew(asked)
            case "/v1/sign-out":
                return Told(204)
        good = asked.headers.get("authorization") == f"Bearer access-{self.round}-secret"
        return told_json(PAGE) if good else problem("unauthenticated", 401)

    def _renew(self, asked: Asked) -> Told:
        self.renewals += 1
        if asked.json()["refresh_token"] != f"refresh-{self.round}-secret":
            return problem("token-reused", 401)
        told = self._next()
        return Told(200, hang_up=True) if self.lose_answers else told

    def _next(self) -> Told:
        self.round += 1
        answer = {
            "access_token": f"access-{self.round}-secret",
            "token_type": "Bearer",
            "expires_in": 900,
            "refresh_token": f"refresh-{self.round}-secret",
            "refresh_expires_in": 86400,
        }
        told = told_json(answer)
        return Told(told.status, told.body, told.headers, wait=self.gate)


@pytest.fixture
def ministry() -> Ministry:
    return Ministry()


@pytest.fixture
async def stand_in(ministry: Ministry) -> AsyncIterator[StandIn]:
    async with standing_in(ministry.answer) as stand_in:
        yield stand_in


@pytest.fixture
async def client(
    stand_in: StandIn, tokens: InMemoryTokenStore, clock: ManualClock
) -> AsyncIterator[MinistryClient]:
    client = MinistryClient(stand_in.url, tokens, clock=clock)
    yield client
    await client.aclose()


async def renewed(client: MinistryClient) -> str:
    """Return the token after that which is kept."""
    credentials = client._exchange.credentials
    kept = await credentials.tokens()
    return await credentials.access_token(refused=kept.access if kept else None)


def _access(tokens: InMemoryTokenStore) -> str | None:
    kept = tokens.load()
    return kept.access if kept else None


async def test_many_calls_that_are_refused_renew_once(
    ministry: Ministry, client: MinistryClient, tokens: InMemoryTokenStore
) -> None:
    ministry.round = 0
    tokens.save(Tokens("ended-secret", "refresh-0-secret", 1e12, 1e12))
    await asyncio.gather(*(client.cases() for _ in range(20)))
    assert ministry.renewals == 1
    assert _access(tokens) == "access-1-secret"


async def test_a_token_about_to_end_is_renewed_before_it_is_refused(
    ministry: Ministry, client: MinistryClient, clock: ManualClock, stand_in: StandIn
) -> None:
    await client.cases()
    assert ministry.renewals == 0
    clock.advance(3600 - 20)
    await asyncio.gather(*(client.cases() for _ in range(6)))
    assert ministry.renewals == 1
    assert all(asked.headers.get("authorization") != "Bearer refresh-0-secret" for asked in stand_in.asked)


async def test_without_an_answer_the_sign_in_stays(
    ministry: Ministry, client: MinistryClient, tokens: InMemoryTokenStore
) -> None:
    ministry.down = True
    with pytest.raises(ServerError):
        await renewed(client)
    assert _access(tokens) == "access-0-secret"
    ministry.down = False
    await renewed(client)
    assert _access(tokens) == "access-1-secret"


async def test_an_answer_lost_on_its_way_ends_the_sign_in_only_by_the_ministrys_word(
    ministry: Ministry, client: MinistryClient, tokens: InMemoryTokenStore
) -> None:
    ministry.lose_answers = True
    with pytest.raises(ConnectivityError):
        await renewed(client)
    assert await client.is_signed_in()
    ministry.lose_answers = False
    with pytest.raises(AuthenticationError, match="token-reused"):
        await renewed(client)
    assert not await client.is_signed_in()
    with pytest.raises(AuthenticationError, match="signed-out"):
        await client.cases()


async def test_a_renewal_outlives_the_call_that_wanted_it(
    ministry: Ministry, client: MinistryClient, tokens: InMemoryTokenStore, stand_in: StandIn
) -> None:
    ministry.gate = asyncio.Event()
    call = asyncio.create_task(renewed(client))
    while not stand_in.asked:
        await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    closing = asyncio.create_task(client.aclose())
    ministry.gate.set()
    await closing
    assert _access(tokens) == "access-1-secret"


async def test_a_new_sign_in_is_not_overwritten_by_a_renewal_of_the_old(
    ministry: Ministry, client: MinistryClient, tokens: InMemoryTokenStore, stand_in: StandIn
) -> None:
    ministry.gate = asyncio.Event()
    renewal = asyncio.create_task(renewed(client))
    while not stand_in.asked:
        await asyncio.sleep(0)
    signing_in = asyncio.create_task(client.sign_in("challenge", "246810"))
    ministry.gate.set()
    await asyncio.gather(renewal, signing_in)
    assert _access(tokens) == "access-2-secret"
    await client.cases()


async def test_signing_in_keeps_the_tokens_with_their_times(
    client: MinistryClient, tokens: InMemoryTokenStore, clock: ManualClock
) -> None:
    tokens.clear()
    await client.sign_in("challenge", "246810")
    now = clock.time()
    assert tokens.load() == Tokens("access-1-secret", "refresh-1-secret", now + 900, now + 86400)


async def test_signing_out_forgets_even_without_a_network(
    ministry: Ministry, client: MinistryClient, tokens: InMemoryTokenStore, stand_in: StandIn
) -> None:
    ministry.down = True
    assert await client.sign_out() is False
    assert tokens.load() is None
    assert await client.sign_out() is True
    assert len(stand_in.asked) == 1
    assert stand_in.asked[0].json() == {"refresh_token": "refresh-0-secret"}


def test_tokens_are_never_part_of_a_text() -> None:
    assert "secret" not in repr(Tokens("access-secret", "refresh-secret", 1, 2))
