"""The server's clock jumps far ahead and is set right again: nobody is kept out, and nothing of the jump counts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ministry.auth.tables import Person
from ministry.clerk import Clerk
from ministry.clock import SET_BACK
from ministry.uploads.tables import Upload
from tests.blocking import Blocking
from tests.contract.conftest import AMINA, MovingClock, World, problem
from tests.postgres import written
from tests.security.test_limits import ELSEWHERE, HOME, Town, town

__all__ = ["town"]
JUMPS = [timedelta(hours=1, minutes=1), timedelta(days=2), timedelta(days=366)]


@contextmanager
def ahead(clock: MovingClock, by: timedelta = timedelta(days=366)) -> Iterator[None]:
    """Set the clock ahead during the block."""
    before: datetime = clock.now
    clock.now += by
    try:
        yield
    finally:
        clock.now = before


def refreshed(world: World, tokens: dict[str, Any]) -> Any:
    return world.http.post("/v1/sign-in/refresh", json={"refresh_token": tokens["refresh_token"]})


def person(world: World, tokens: dict[str, Any]) -> Any:
    return world.http.get("/v1/person", headers={"Authorization": f"Bearer {tokens['access_token']}"})


@pytest.mark.parametrize("by", JUMPS)
def test_codes_asked_for_in_the_jump_keep_nobody_out(town: Town, by: timedelta) -> None:
    with ahead(town.clock, by):
        while town.asks(HOME).status_code == 202:
            pass
        for place in range(town.settings.number_codes_per_hour):
            town.asks(f"10.0.0.{place}")
    assert town.asks(HOME).status_code == 202
    assert town.asks(ELSEWHERE).status_code == 202, "the share of the number"
    assert town.at(HOME).sign_in(AMINA.number)


@pytest.mark.parametrize("by", JUMPS)
def test_wrong_codes_of_the_jump_keep_nobody_out(town: Town, by: timedelta) -> None:
    with ahead(town.clock, by):
        while town.tries(HOME, town.world.new_id()).status_code == 401:
            pass
    assert town.at(HOME).sign_in(AMINA.number)


def test_the_limits_bind_after_the_jump_as_before(town: Town) -> None:
    with ahead(town.clock):
        town.asks(HOME)
    answers = [town.asks(HOME) for _ in range(town.settings.codes_per_hour + 1)]
    assert [answer.status_code for answer in answers] == [202] * town.settings.codes_per_hour + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600


def test_a_clock_that_is_set_back_a_little_gives_nobody_more_tries(town: Town) -> None:
    # Nor do requests that take their time in another order than they write.
    for _ in range(town.settings.codes_per_hour):
        assert town.asks(HOME).status_code == 202
    town.clock.forward(seconds=-30)
    refused = town.asks(HOME)
    assert problem(refused) == "rate-limited"
    assert int(refused.headers["retry-after"]) == 3600, "the window, and no longer"


@pytest.mark.parametrize("by", [timedelta(minutes=20), *JUMPS])
def test_tokens_of_the_jump_are_refused(town: Town, by: timedelta) -> None:
    world = town.at(HOME)
    with ahead(town.clock, by):
        tokens = world.sign_in(AMINA.number)
        assert person(world, tokens).status_code == 200
    assert problem(person(world, tokens)) == "unauthenticated"
    assert problem(refreshed(world, tokens)) == "unauthenticated"
    assert person(world, world.sign_in(AMINA.number)).status_code == 200


@pytest.mark.parametrize("by", [timedelta(minutes=20), *JUMPS])
def test_a_code_of_the_jump_is_refused(town: Town, by: timedelta) -> None:
    with ahead(town.clock, by):
        challenge, code = town.at(HOME).code_for(AMINA.number)
    assert problem(town.tries(HOME, challenge, code or "")) == "code-expired"


def test_a_sign_in_before_the_jump_outlives_it(town: Town) -> None:
    world = town.at(HOME)
    tokens = world.sign_in(AMINA.number)
    with ahead(town.clock):
        assert person(world, tokens).status_code == 401
        assert refreshed(world, tokens).status_code == 401
    assert person(world, tokens).status_code == 200
    assert refreshed(world, tokens).status_code == 200


def test_a_clock_that_is_set_back_a_little_signs_nobody_out(town: Town) -> None:
    world = town.at(HOME)
    tokens, (challenge, code) = world.sign_in(AMINA.number), world.code_for(AMINA.number)
    town.clock.now -= SET_BACK
    assert person(world, tokens).status_code == 200
    assert refreshed(world, tokens).status_code == 200
    assert town.tries(HOME, challenge, code or "").status_code == 200


def test_an_address_of_the_jump_is_not_the_persons_yet(town: Town) -> None:
    with ahead(town.clock):
        town.at(ELSEWHERE).sign_in(AMINA.number)
    for place in range(town.settings.number_codes_per_hour):
        assert town.asks(f"10.0.0.{place}").status_code == 202
    assert town.asks(ELSEWHERE).status_code == 429


def test_an_upload_of_the_jump_is_kept_for_its_time_from_now(world: World) -> None:
    uploads, lifetime = world.ministry.uploads, world.ministry.context.settings.upload_lifetime
    with ahead(world.clock):
        begun = begin_upload(world)
    assert uploads.sweep() == 0
    world.clock.now += lifetime - timedelta(hours=1)
    assert uploads.sweep() == 0
    assert stands(world, begun).status_code == 200, "nothing that was sent is lost at once"
    world.clock.forward(hours=1)
    assert uploads.sweep() == 1
    assert stands(world, begun).status_code == 410


def begin_upload(world: World) -> str:
    document = world.new_id()
    metadata = {"document_id": document, "sha256": "0" * 64, "media_type": "application/pdf"}
    pairs = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in metadata.items())
    told = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": pairs}
    answer = world.http.post("/v1/uploads", headers={**world.bearer(), **told})
    assert answer.status_code == 201, answer.text
    world.tokens.clear()
    return document


def stands(world: World, document: str) -> Any:
    return world.http.head(f"/v1/uploads/{document}", headers={**world.bearer(), "Tus-Resumable": "1.0.0"})


@pytest.mark.parametrize("steps", [1, 2])
def test_the_clerk_does_not_wait_for_the_year_of_the_jump(world: World, steps: int) -> None:
    clerk = Blocking(Clerk(world.ministry.context, world.ministry.real.desk))
    with ahead(world.clock):
        case_id = world.sent()
        for _ in range(steps - 1):
            world.clock.forward(seconds=3)
            assert clerk.work() == 1
        world.tokens.clear()
    assert clerk.work() == 1
    world.clock.forward(seconds=3)
    clerk.work()
    assert world.get(f"/v1/cases/{case_id}").json()["state"] == "decided"


def test_the_clerk_answers_a_message_of_the_jump(world: World) -> None:
    clerk = Blocking(Clerk(world.ministry.context, world.ministry.real.desk))
    case_id = world.sent()
    for _ in range(3):
        world.clock.forward(seconds=3)
        clerk.work()
    with ahead(world.clock):
        world.tokens.clear()
        body = {"text": "Merci", "language": "fr", "sent_at": "2027-11-21T17:41:07Z"}
        assert world.put(f"/v1/cases/{case_id}/messages/{world.new_id()}", body).status_code == 201
        world.tokens.clear()
    assert clerk.work() == 1
    assert clerk.work() == 0


def test_uploads_written_in_the_jump_keep_nobody_out(town: Town) -> None:
    world = town.at(HOME)
    quotas = town.settings.quotas
    assert quotas is not None
    with written(world.ministry.context.database) as session:
        amina = session.scalars(select(Person.id).where(Person.number == AMINA.number)).one()
        later = town.clock() + timedelta(days=366)
        for _ in range(quotas.papers_at_once):
            session.add(
                Upload(
                    document_id=world.new_id(),
                    person_id=amina,
                    length=2,
                    sha256="0" * 64,
                    media_type="application/pdf",
                    expires_at=later,
                    received=1,
                    holder="a process that was killed",
                    held_until=later,
                )
            )
    assert world.upload()
