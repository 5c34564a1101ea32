"""Sign-in is limited by number and by address, and nobody is kept out by who knows their number."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from ministry.app import create_app
from ministry.auth.people import enrolment
from ministry.auth.tables import Challenge, SealCheck, SignIn, SignInFailure
from ministry.database import Base
from ministry.server import open_ministry
from ministry.settings import Settings
from tests.blocking import BlockingMinistry
from tests.contract.conftest import AMINA, BRAHIM, CATALOGUE, MovingClock, World, problem
from tests.postgres import database_of, written

UNKNOWN = "111111111111"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@dataclasses.dataclass
class Town:
    """The ministry with its own limits, as devices at different addresses see it."""

    world: World

    def at(self, address: str) -> World:
        http = TestClient(self.world.app, base_url="http://ministry", client=(address, 1))
        http.portal = self.world.http.portal  # one event loop, and its connections, for all addresses
        return dataclasses.replace(self.world, http=http, tokens={})

    def asks(self, address: str, number: str = AMINA.number) -> Any:
        return self.at(address).http.post("/v1/sign-in/codes", json={"number": number})

    def tries(self, address: str, challenge: str, code: str = "000000") -> Any:
        return self.at(address).http.post(
            "/v1/sign-in/tokens", json={"challenge_id": challenge, "code": code}
        )

    @property
    def settings(self) -> Settings:
        return self.world.ministry.context.settings

    @property
    def clock(self) -> MovingClock:
        return self.world.clock


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    clock = MovingClock()
    ministry = BlockingMinistry(
        open_ministry(
            Settings(tmp_path / "ministry", database_of(tmp_path / "ministry"), jobs=False), clock, CATALOGUE
        )
    )
    with written(ministry.context.database) as session:
        for person in (AMINA, BRAHIM):
            session.execute(enrolment(person, clock()))
    app = create_app(ministry.real)
    with TestClient(app, base_url="http://ministry") as http:
        yield Town(World(ministry, app, http, clock))
    ministry.close()


@pytest.mark.parametrize("number", [AMINA.number, UNKNOWN])
def test_one_address_gets_some_codes_an_hour_for_a_number(town: Town, number: str) -> None:
    for _ in range(town.settings.codes_per_hour):
        assert town.asks(ELSEWHERE, number).status_code == 202
        town.clock.forward(minutes=1)
    refused = town.asks(ELSEWHERE, number)
    assert problem(refused) == "rate-limited"
    town.clock.forward(seconds=int(refused.headers["retry-after"]) - 1)
    assert town.asks(ELSEWHERE, number).status_code == 429
    town.clock.forward(seconds=1)
    assert town.asks(ELSEWHERE, number).status_code == 202, "the window slides"
    assert town.asks(ELSEWHERE, number).status_code == 429


@pytest.mark.heavy
def test_a_stranger_who_knows_the_number_keeps_nobody_out(town: Town) -> None:
    # From one address or from many, for hours: the person's own share and their own address are left.
    assert town.at(HOME).sign_in(AMINA.number)
    for _ in range(30):
        town.asks(ELSEWHERE)
    assert town.asks(ELSEWHERE).status_code == 429
    assert town.asks("203.0.113.9").status_code == 202, "a new device of hers"
    for hour in range(30):
        for place in range(10):
            town.asks(f"10.{hour}.0.{place}")
        town.clock.forward(hours=1)
    assert town.asks("10.99.0.1").status_code == 429, "the number's share of a day is used up"
    assert town.at(HOME).sign_in(AMINA.number)


def test_asking_and_failing_end_no_sign_in_and_no_code(town: Town) -> None:
    tokens = town.at(HOME).sign_in(AMINA.number)
    challenge, code = town.at(HOME).code_for(AMINA.number)
    for _ in range(town.settings.codes_per_hour):
        other = town.asks(ELSEWHERE).json()["challenge_id"]
        for _ in range(town.settings.code_tries):
            town.tries(ELSEWHERE, other)
    assert town.tries(HOME, challenge, code or "").status_code == 200
    refreshed = town.world.http.post("/v1/sign-in/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert refreshed.status_code == 200


@pytest.mark.heavy
def test_one_number_gets_a_bounded_number_of_codes_from_everywhere(town: Town) -> None:
    statuses = [town.asks(f"10.0.0.{place}").status_code for place in range(40)]
    assert statuses.count(202) == town.settings.number_codes_per_hour
    sent = 0
    for hour in range(24):
        town.clock.forward(hours=1)
        sent += sum(town.asks(f"10.1.{hour}.{place}").status_code == 202 for place in range(12))
    assert sent <= town.settings.number_codes_per_day


def test_one_address_is_limited_whatever_the_numbers(town: Town) -> None:
    statuses = [
        town.asks(ELSEWHERE, f"{number:012d}").status_code
        for number in range(town.settings.address_codes_per_hour + 5)
    ]
    assert statuses.count(202) == town.settings.address_codes_per_hour
    assert town.asks(HOME).status_code == 202


def test_wrong_codes_are_limited_by_address(town: Town) -> None:
    challenge = town.world.new_id()
    for _ in range(town.settings.address_failures_per_hour):
        assert town.tries(ELSEWHERE, challenge).status_code == 401
    refused = town.tries(ELSEWHERE, challenge)
    assert problem(refused) == "rate-limited"
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    right, code = town.at(HOME).code_for(AMINA.number)
    assert town.tries(ELSEWHERE, right, code or "").status_code == 429
    assert town.tries(HOME, right, code or "").status_code == 200
    town.clock.forward(hours=1)
    assert town.tries(ELSEWHERE, challenge).status_code == 401


def test_all_addresses_of_one_connection_count_as_one(town: Town) -> None:
    for place in range(town.settings.codes_per_hour):
        assert town.asks(f"2001:db8:1:2::{place + 1}").status_code == 202
    assert town.asks("2001:db8:1:2:ffff::1").status_code == 429
    assert town.asks("2001:db8:1:3::1").status_code == 202
    assert town.asks("::ffff:192.0.2.1").status_code == 202


def test_limits_outlive_the_process(town: Town) -> None:
    for _ in range(town.settings.codes_per_hour):
        town.asks(ELSEWHERE)
    again = open_ministry(town.settings, town.clock, CATALOGUE)
    with TestClient(create_app(again), base_url="http://ministry", client=(ELSEWHERE, 1)) as http:
        assert http.post("/v1/sign-in/codes", json={"number": AMINA.number}).status_code == 429


def test_addresses_are_not_kept(town: Town) -> None:
    town.at(ELSEWHERE).sign_in(AMINA.number)
    town.tries(ELSEWHERE, town.world.new_id())
    check_seal(town, ELSEWHERE)
    with written(town.world.ministry.context.database) as session:
        kept = [str(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    assert any(AMINA.number in row for row in kept)
    assert not any(ELSEWHERE in row for row in kept)


def test_digests_of_addresses_go_once_no_limit_counts_them(town: Town) -> None:
    tokens = town.at(ELSEWHERE).sign_in(AMINA.number)
    town.world.http.post("/v1/sign-out", json={"refresh_token": tokens["refresh_token"]})
    town.at(ELSEWHERE).sign_in(BRAHIM.number)
    town.tries(ELSEWHERE, town.world.new_id())
    check_seal(town, ELSEWHERE)
    elsewhere = addresses(town)
    assert [len(found) for found in elsewhere] == [1, 1, 1, 1]
    town.clock.forward(hours=1)
    town.tries(HOME, town.world.new_id())
    check_seal(town, HOME)
    assert [now & then for now, then in zip(addresses(town), elsewhere, strict=True)] == [
        set(),
        set(),
        *elsewhere[2:],
    ]
    town.clock.forward(days=60)
    town.at(HOME).sign_in(AMINA.number)
    assert not any(now & then for now, then in zip(addresses(town), elsewhere, strict=True))
    assert len(addresses(town)[-1]) == 1


def check_seal(town: Town, address: str) -> None:
    files = {"paper": ("paper.pdf", b"%PDF-1.7", "application/pdf")}
    assert town.at(address).http.post("/seal", files=files).status_code == 200


def addresses(town: Town) -> list[set[bytes]]:
    """Return the digests of wrong codes, checked seals, codes, sign-ins."""
    with written(town.world.ministry.context.database) as session:
        return [
            set(session.scalars(select(each.address_digest).where(each.address_digest.is_not(None))))
            for each in (SignInFailure, SealCheck, Challenge, SignIn)
        ]


def test_a_sign_in_ends_however_often_it_is_refreshed(town: Town) -> None:
    tokens = town.at(HOME).sign_in(AMINA.number)
    for _ in range(3):
        town.clock.forward(days=59)
        answer = town.world.http.post("/v1/sign-in/refresh", json={"refresh_token": tokens["refresh_token"]})
        assert answer.status_code == 200
        tokens = answer.json()
    assert tokens["refresh_expires_in"] == 3 * 24 * 3600
    town.clock.forward(days=3)
    ended = town.world.http.post("/v1/sign-in/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert ended.status_code == 401
