"""One person may send so much; others are not concerned, and what was sent before is answered as ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ministry.app import create_app
from ministry.auth.people import enrolment
from ministry.server import open_ministry
from ministry.settings import Quotas, Settings
from tests.blocking import BlockingMinistry
from tests.contract.conftest import AMINA, BRAHIM, CATALOGUE, MovingClock, World, problem
from tests.postgres import database_of, written
from tests.security.test_hostile_bodies import PDF, sent

QUOTAS = Quotas(
    requests_a_day=3,
    messages_a_day=3,
    refreshes_a_day=3,
    papers_a_day=6,
    paper_bytes_a_day=10_000,
    unnamed_papers=4,
    unnamed_bytes=5_000,
)


@pytest.fixture
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """A world with the test's quotas in place of those above."""
    clock = MovingClock()
    settings = Settings(
        data=tmp_path / "ministry",
        database_url=database_of(tmp_path / "ministry"),
        codes_per_hour=100,
        number_codes_per_hour=100,
        number_codes_per_day=1000,
        address_codes_per_hour=1000,
        jobs=False,
        quotas=replace(QUOTAS, **getattr(request, "param", {})),
    )
    ministry = BlockingMinistry(open_ministry(settings, clock, CATALOGUE))
    with written(ministry.context.database) as session:
        for person in (AMINA, BRAHIM):
            session.execute(enrolment(person, clock()))
    app = create_app(ministry.real)
    with TestClient(app, base_url="http://ministry") as http:
        yield World(ministry, app, http, clock)
    ministry.close()


def reached(answer: Any) -> int:
    """Return the seconds that a refusal says to wait."""
    assert (answer.status_code, problem(answer)) == (429, "quota-reached")
    return int(answer.headers["retry-after"])


def paper(size: int, number: int) -> bytes:
    return b"%PDF-1.7\n".ljust(size - 1, b"%") + bytes([number])


def test_requests_of_a_day(world: World) -> None:
    body = world.request_body("affiliation_certificate")
    ids = [world.new_id() for _ in range(3)]
    for request_id in ids:
        assert world.put(f"/v1/requests/{request_id}", body).status_code == 201
        world.clock.forward(hours=1)
    fourth = f"/v1/requests/{world.new_id()}"
    assert reached(world.put(fourth, body)) == 3600, "it is asked again in an hour at the latest"
    assert world.get(fourth).status_code == 404
    assert world.put(f"/v1/requests/{ids[0]}", body).status_code == 200, "what was taken is answered as ever"
    other = world.request_body("affiliation_certificate", person=BRAHIM)
    assert world.put(f"/v1/requests/{world.new_id()}", other, BRAHIM).status_code == 201
    world.clock.forward(hours=20, minutes=30)
    assert reached(world.put(fourth, body)) == 1800
    world.clock.forward(minutes=30)
    assert world.put(fourth, body).status_code == 201, "the window slides"
    assert reached(world.put(f"/v1/requests/{world.new_id()}", body)) == 3600


def test_a_request_that_is_refused_does_not_count(world: World) -> None:
    body = world.request_body("affiliation_certificate")
    for _ in range(5):
        wrong = {**body, "answers": {}}
        assert problem(world.put(f"/v1/requests/{world.new_id()}", wrong)) == "validation"
    assert world.put(f"/v1/requests/{world.new_id()}", body).status_code == 201


def test_messages_of_a_day_in_all_cases(world: World) -> None:
    cases = [world.sent(), world.sent()]
    message = {"text": "Bonjour.", "language": "fr", "sent_at": "2026-11-21T18:00:00Z"}
    paths = [f"/v1/cases/{case}/messages/{world.new_id()}" for case in cases * 2]
    assert [world.put(path, message).status_code for path in paths] == [201, 201, 201, 429]
    assert world.put(paths[0], message).status_code == 200
    world.clock.forward(days=1)
    assert world.put(paths[3], message).status_code == 201


def test_sign_ins_are_refreshed_so_often(world: World) -> None:
    token = world.sign_in(AMINA.number)["refresh_token"]
    for _ in range(3):
        token = world.http.post("/v1/sign-in/refresh", json={"refresh_token": token}).json()["refresh_token"]
    assert reached(world.http.post("/v1/sign-in/refresh", json={"refresh_token": token})) == 3600
    world.clock.forward(days=1)
    later = world.http.post("/v1/sign-in/refresh", json={"refresh_token": token})
    assert later.status_code == 200, "the token was not used up"


def test_papers_that_nothing_names(world: World) -> None:
    for number in range(4):
        assert sent(world, paper(100, number), PDF).status_code == 201
    assert reached(sent(world, paper(100, 5), PDF)) == 3600
    data = world.ministry.context.settings.data
    kept = [
        path for folder in ("uploads", "documents") for path in (data / folder).rglob("*") if path.is_file()
    ]
    assert len(kept) == 4
    assert world.upload(person=BRAHIM)


@pytest.mark.parametrize("world", [{"papers_a_day": 100, "unnamed_papers": 100}], indirect=True)
def test_bytes_that_nothing_names_unfinished_ones_too(world: World) -> None:
    assert sent(world, paper(2000, 1), PDF).status_code == 201
    announced = {"Upload-Length": "3000", "Content-Length": "0"}
    assert sent(world, b"", PDF, **announced).status_code == 201
    assert reached(sent(world, paper(100, 2), PDF)) == 3600
    assert reached(sent(world, b"", PDF, **{**announced, "Upload-Length": "100"})) == 3600
    world.clock.forward(days=8)
    assert sent(world, paper(4000, 3), PDF).status_code == 429, "what is finished stays until it is swept"
    world.ministry.uploads.sweep()
    assert sent(world, paper(4000, 3), PDF).status_code == 201


@pytest.mark.parametrize("world", [{"papers_a_day": 100}], indirect=True)
def test_bytes_of_a_day_named_or_ended(world: World) -> None:
    # Ending an upload gives room, but not without end.
    statuses = []
    for number in range(4):
        answer = sent(world, paper(3000, number), PDF)
        statuses.append(answer.status_code)
        if answer.status_code == 201:
            where = answer.headers["location"]
            world.http.delete(where, headers={**world.bearer(), "Tus-Resumable": "1.0.0"})
    assert statuses == [201, 201, 201, 429]
    world.clock.forward(days=1, seconds=1)
    assert sent(world, paper(3000, 9), PDF).status_code == 201


def test_papers_of_a_day(world: World) -> None:
    statuses = []
    for number in range(7):
        answer = sent(world, paper(10, number), PDF)
        statuses.append(answer.status_code)
        if answer.status_code == 201:
            where = answer.headers["location"]
            world.http.delete(where, headers={**world.bearer(), "Tus-Resumable": "1.0.0"})
    assert statuses == [201] * 6 + [429]


def test_what_a_clock_in_the_future_noted_does_not_count(world: World) -> None:
    body = world.request_body("affiliation_certificate")
    world.clock.forward(days=366)
    for _ in range(3):
        assert world.put(f"/v1/requests/{world.new_id()}", body).status_code == 201
    world.clock.forward(days=-366)
    world.tokens.clear()
    assert world.put(f"/v1/requests/{world.new_id()}", body).status_code == 201


def test_the_demonstration_has_no_quotas(tmp_path: Path) -> None:
    assert Settings(data=tmp_path, demo=True).for_everybody_at_once().quotas is None
