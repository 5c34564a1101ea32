"""Requests are taken exactly once, whole or not at all, and only if their form takes them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import pytest
from sqlalchemy import func, select

from ministry.audit import AuditLine
from ministry.cases.tables import Case
from ministry.requests.tables import AttachedPaper, Request
from tests.contract.conftest import AMINA, CATALOGUE, World, problem
from tests.postgres import in_turn, written
from tests.security.test_audit import person_id

SERVICES = sorted(service["id"] for service in CATALOGUE.document["services"])
CERTIFICATE = "affiliation_certificate"


def counts(world: World) -> tuple[int, int, int]:
    with written(world.ministry.context.database) as session:
        return tuple(  # type: ignore[return-value]
            session.scalar(select(func.count()).select_from(table))
            for table in (Request, Case, AttachedPaper)
        )


@pytest.mark.parametrize("service_id", SERVICES)
def test_every_service_can_be_asked_for(world: World, service_id: str) -> None:
    body = world.request_body(service_id)
    request_id = world.new_id()
    answer = world.put(f"/v1/requests/{request_id}", body)
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert receipt["id"] == request_id
    assert world.get(f"/v1/requests/{request_id}").json() == {
        "request": {"id": request_id, **body},
        "receipt": receipt,
    }
    assert world.get(f"/v1/cases/{request_id}").json()["state"] == "received"


def test_of_many_at_once_those_that_are_refused_take_nothing_of_the_others(world: World) -> None:
    whole = [(world.new_id(), world.request_body("sick_leave")) for _ in range(6)]
    broken = [(world.new_id(), deepcopy(body)) for _, body in whole]
    for _, body in broken:
        body["papers"][-1]["document_id"] = world.new_id()
    with ThreadPoolExecutor(12) as pool:
        sent = [pool.submit(world.put, f"/v1/requests/{id}", body) for id, body in whole + broken]
    assert [answer.result().status_code for answer in sent] == [201] * 6 + [422] * 6
    assert {problem(answer.result()) for answer in sent[6:]} == {"paper-missing"}
    assert counts(world) == (6, 6, sum(len(body["papers"]) for _, body in whole))
    with written(world.ministry.context.database) as session:
        lines = session.scalars(select(AuditLine.record).where(AuditLine.operation == "sendRequest")).all()
    assert sorted(filter(None, lines)) == sorted(id for id, _ in whole)


def test_a_withdrawn_form_is_refused_with_the_version_to_use(world: World) -> None:
    request_id, body = world.new_id(), world.request_body(CERTIFICATE)
    taken = world.put(f"/v1/requests/{request_id}", body)
    version = world.ministry.publisher.withdraw(CERTIFICATE)

    refused = world.put(f"/v1/requests/{world.new_id()}", body)
    assert problem(refused) == "form-withdrawn"
    assert refused.json()["current_form_version"] == version == world.form(CERTIFICATE)["version"]
    again = world.put(f"/v1/requests/{request_id}", body)
    assert (again.status_code, again.json()) == (200, taken.json())
    accepted = world.put(f"/v1/requests/{world.new_id()}", {**body, "form_version": version})
    assert accepted.status_code == 201


@pytest.mark.parametrize("service_id", [CERTIFICATE, "medical_transport"], ids=["no papers", "papers"])
def test_a_form_that_was_withdrawn_while_the_request_waited(world: World, service_id: str) -> None:
    world.sent(service_id)  # the process knows what is published
    path, body = f"/v1/requests/{world.new_id()}", world.request_body(service_id)
    turn = f"person:{person_id(world, AMINA.number)}"
    with ThreadPoolExecutor(1) as pool, in_turn(world.ministry.context.database, turn) as until_waited_for:
        answer = pool.submit(world.put, path, body)
        until_waited_for()
        version = world.ministry.publisher.withdraw(service_id)
    assert problem(answer.result()) == "form-withdrawn"
    assert answer.result().json()["current_form_version"] == version


def test_forms_are_withdrawn_again_and_again(world: World) -> None:
    versions = [world.form(CERTIFICATE)["version"]]
    etag = world.http.get("/v1/catalogue").headers["etag"]
    for _ in range(3):
        versions.append(world.ministry.publisher.withdraw(CERTIFICATE))
        assert world.form(CERTIFICATE)["version"] == versions[-1]
    assert len(set(versions)) == 4
    assert world.http.get("/v1/catalogue", headers={"If-None-Match": etag}).status_code == 200


def test_a_paper_that_never_came_is_missing_and_nothing_is_kept(world: World) -> None:
    body = world.request_body("sick_leave")
    absent = deepcopy(body)
    absent["papers"][0]["document_id"] = world.new_id()
    changed = deepcopy(body)
    changed["papers"][0]["sha256"] = "0" * 64
    for wrong, code in ((absent, "missing"), (changed, "changed")):
        answer = world.put(f"/v1/requests/{world.new_id()}", wrong)
        assert problem(answer) == "paper-missing"
        assert answer.json()["errors"] == [{"pointer": "/papers/0", "code": code}]
    assert counts(world) == (0, 0, 0)


def test_a_named_paper_can_no_longer_be_given_up(world: World) -> None:
    body = world.request_body("sick_leave")
    location = f"/v1/uploads/{body['papers'][0]['document_id']}"
    world.put(f"/v1/requests/{world.new_id()}", body)
    answer = world.http.delete(location, headers={**world.bearer(), "Tus-Resumable": "1.0.0"})
    assert problem(answer) == "conflict"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"service_id": "no_such_service"}, "/service_id", "unknown"),
        ({"form_version": "0"}, "/form_version", "unknown"),
        ({"language": "de"}, "/language", "option"),
        ({"created_at": "2026-11-21 18:00"}, "/created_at", "date"),
        ({"created_at": "2026-13-41T18:00:00Z"}, "/created_at", "date"),
        ({"surprise": 1}, "/surprise", "unknown"),
        ({"answers": []}, "/answers", "type"),
        ({"answers": {"first_name": None}}, "/answers/first_name", "type"),
        ({"answers": {"no_such_question": "x"}}, "/answers/no_such_question", "unknown"),
        ({"answers": {}}, "/answers/first_name", "required"),
        ({"papers": [{}]}, "/papers/0/question_id", "required"),
        ({"papers": None}, "/papers", "type"),
    ],
)
def test_a_wrong_body_is_pointed_at(world: World, change: dict[str, object], pointer: str, code: str) -> None:
    body = {**world.request_body(CERTIFICATE), **change}
    answer = world.put(f"/v1/requests/{world.new_id()}", body)
    assert problem(answer) == "validation"
    assert {"pointer": pointer, "code": code} in answer.json()["errors"]
    assert counts(world) == (0, 0, 0)


def test_a_hidden_question_may_not_be_answered(world: World) -> None:
    body = world.request_body(CERTIFICATE, certificate_kind="affiliation")
    body["answers"]["nin"] = "109900015012340042"
    answer = world.put(f"/v1/requests/{world.new_id()}", body)
    assert answer.json()["errors"] == [{"pointer": "/answers/nin", "code": "hidden"}]


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (b"{", "application/json", "malformed"),
        (b"\xff\xfe", "application/json", "malformed"),
        (b'{"answers":' + b"[" * 900 + b"}", "application/json", "malformed"),
        (b'{"answers":' + b"[" * 5000 + b"}", "application/json", "too-large"),
        (b'{"answers":{"a":"\\ud800"}}', "application/json", "malformed"),
        (b'{"answers":{"a":' + b"9" * 9000 + b"}}", "application/json", "malformed"),
        (b"{}", "text/plain", "unsupported-media-type"),
        (b'"' + b"a" * 300_000 + b'"', "application/json", "too-large"),
        (b'{"answers":{"a":1e999}}', "application/json", "validation"),
    ],
)
def test_a_body_that_cannot_be_is_refused(world: World, content: bytes, media_type: str, name: str) -> None:
    answer = world.http.put(
        f"/v1/requests/{world.new_id()}",
        content=content,
        headers={**world.bearer(), "Content-Type": media_type},
    )
    assert problem(answer) == name
