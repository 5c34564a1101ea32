"""Every operation of the contract: closed without a sign-in, and blind to what is another person's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.contract.conftest import AMINA, BRAHIM, World, problem
from tests.contract.test_document import operations

PUBLIC = {
    "GET /v1/openapi.yaml",
    "POST /v1/sign-in/codes",
    "GET /v1/sign-in/codes/{id}",
    "POST /v1/sign-in/tokens",
    "POST /v1/sign-in/refresh",
    "POST /v1/sign-out",
    "GET /v1/catalogue",
    "GET /v1/places",
    "OPTIONS /v1/uploads",
    "GET /seal",
    "POST /seal",
    "GET /healthz",
    "GET /readyz",
}
CLOSED = sorted(name for name, _ in operations() if name not in PUBLIC)
ONES_OWN = {"GET /v1/person", "GET /v1/requests", "GET /v1/cases", "POST /v1/uploads"}
"""The operations without an id of another person in them."""
MESSAGE = "PUT /v1/cases/{id}/messages/{message_id}"
TUS = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}


@dataclass
class Belongings:
    """What one person has at the ministry, by the contract's parameters."""

    ids: dict[str, str]
    bodies: dict[str, dict[str, Any]]


def belongings(world: World) -> Belongings:
    case_id = world.new_id()
    request = world.request_body("medical_transport")
    world.put(f"/v1/requests/{case_id}", request)
    message = {"text": "Bonjour", "language": "fr", "sent_at": "2026-11-21T18:00:00Z"}
    message_id, reply_id = world.new_id(), world.new_id()
    world.put(f"/v1/cases/{case_id}/messages/{message_id}", message)
    question = request["papers"][0]["question_id"]
    ask_id = world.ministry.desk.ask(case_id, question, "La page est coupée.")
    reply = {
        "papers": [{"question_id": question, **world.upload()}],
        "sent_at": "2026-11-21T18:00:00Z",
    }
    assert world.put(f"/v1/cases/{case_id}/asks/{ask_id}/replies/{reply_id}", reply).status_code == 201
    world.ministry.desk.decide(case_id, "accepted", "Conforme.")
    ids = {
        "id": case_id,
        "message_id": message_id,
        "ask_id": ask_id,
        "reply_id": reply_id,
        "paper_id": world.get(f"/v1/cases/{case_id}").json()["decision"]["papers"][0]["id"],
        "document_id": world.upload(b"%PDF-1.7 another")["document_id"],
    }
    bodies = {
        "PUT /v1/requests/{id}": request,
        "PUT /v1/cases/{id}/messages/{message_id}": message,
        "PUT /v1/cases/{id}/asks/{ask_id}/replies/{reply_id}": reply,
    }
    return Belongings(ids, bodies)


def call(world: World, name: str, has: Belongings, headers: dict[str, str]) -> Any:
    method, path = name.split(" ")
    body = {"json": has.bodies[name]} if name in has.bodies else {}
    tus = TUS if "/uploads" in path else {}
    return world.http.request(method, path.format(**has.ids), headers={**tus, **headers}, **body)


def test_the_contract_says_which_operations_are_open() -> None:
    # A new one is closed, or it is named here on purpose.
    assert {name for name, operation in operations() if operation.get("security") == []} == PUBLIC


def test_nothing_closed_opens_without_a_sign_in(world: World) -> None:
    has = belongings(world)
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic QTpC"}):
        for name in CLOSED:
            answer = call(world, name, has, headers)
            assert answer.status_code == 401, name
            assert answer.headers["www-authenticate"].startswith("Bearer"), name


@pytest.mark.parametrize("name", [name for name in CLOSED if name not in ONES_OWN])
def test_what_is_another_persons_is_not_there(world: World, name: str) -> None:
    has = belongings(world)
    before = world.get(f"/v1/cases/{has.ids['id']}").text
    answer = call(world, name, has, world.bearer(BRAHIM))
    assert answer.status_code == 404
    if not name.startswith("HEAD"):
        assert problem(answer) == "not-found"
    assert world.get(f"/v1/cases/{has.ids['id']}").text == before


@pytest.mark.parametrize("name", [name for name in CLOSED if name not in ONES_OWN])
def test_the_same_operation_opens_for_whose_it_is(world: World, name: str) -> None:
    has = belongings(world)
    answer = call(world, name, has, world.bearer(AMINA))
    assert answer.status_code in (200, 204, 409 if name.startswith("PATCH") else 200), answer.text


@pytest.mark.parametrize("path", ["/v1/requests", "/v1/cases"])
def test_lists_hold_ones_own_only(world: World, path: str) -> None:
    belongings(world)
    assert world.get(path, BRAHIM).json() == {"items": [], "next": None}
    assert len(world.get(path, AMINA).json()["items"]) == 1


def test_ones_own_case_opens_no_part_of_another_persons(world: World) -> None:
    # Each part of an address is checked, not only the first.
    hers = belongings(world)
    his = world.new_id()
    assert world.put(f"/v1/requests/{his}", world.request_body("sick_leave", BRAHIM), BRAHIM).is_success
    parts = [
        name
        for name in CLOSED
        if "/cases/{id}/" in name and name not in ("GET /v1/cases/{id}/messages", MESSAGE)
    ]
    assert len(parts) == 2
    for name in parts:
        mixed = Belongings({**hers.ids, "id": his}, hers.bodies)
        assert problem(call(world, name, mixed, world.bearer(BRAHIM))) == "not-found", name


def test_an_id_of_another_persons_message_can_be_used_and_shows_nothing_of_it(world: World) -> None:
    # Ids of messages are unique within a case only, so that nobody can find out or take another person's.
    hers = belongings(world)
    his = world.new_id()
    assert world.put(f"/v1/requests/{his}", world.request_body("sick_leave", BRAHIM), BRAHIM).is_success
    mixed = Belongings({**hers.ids, "id": his}, hers.bodies)
    assert call(world, MESSAGE, mixed, world.bearer(BRAHIM)).status_code == 201


def test_another_persons_paper_cannot_be_named(world: World) -> None:
    hers = world.upload(b"%PDF-1.7 hers")
    body = world.request_body("sick_leave", BRAHIM)
    body["papers"][0] |= hers
    answer = world.put(f"/v1/requests/{world.new_id()}", body, BRAHIM)
    assert problem(answer) == "paper-missing"
