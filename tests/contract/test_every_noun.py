"""What every noun promises: it is its person's alone, taken exactly once, listed in pages, and audited.

Operations come from the contract, what people send from `nouns.py` and, for tests, `notes.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from ministry.audit import AuditLine
from ministry.metadata import metadata
from tests.contract.conftest import AMINA, BRAHIM, World, problem
from tests.contract.notes import NOTE, NoteRow, notes_taken
from tests.contract.nouns import MAKES, NOUNS, Belongings, Noun, Sending, belongings, call
from tests.contract.test_document import operations
from tests.postgres import in_turn, written
from tests.security.test_audit import person_id

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
ONES_OWN = {name for name in CLOSED if "{" not in name}
"""The operations without an id of another person in them."""
MESSAGE = "PUT /v1/cases/{id}/messages/{message_id}"
CHANGES_EACH_TIME = {"/v1/sign-in/codes/{id}", "/seal", "/healthz", "/readyz"}
READ = sorted(
    path
    for method, path in (name.split(" ") for name, _ in operations())
    if method == "GET" and path not in CHANGES_EACH_TIME
)
LISTS = [
    pytest.param(noun, path, newest_first, id=path)
    for noun in (*NOUNS, NOTE)
    for path, newest_first in noun.lists.items()
]
each_noun = pytest.mark.parametrize("noun", [*NOUNS, NOTE], ids=lambda noun: noun.name)
each_list = pytest.mark.parametrize(("noun", "path", "newest_first"), LISTS)


@pytest.fixture(autouse=True)
def notes(world: World) -> Iterator[None]:
    with notes_taken(world):
        yield


def test_the_contract_says_which_operations_are_open() -> None:
    # A new one is closed, or it is named here on purpose.
    assert {name for name, operation in operations() if operation.get("security") == []} == PUBLIC


def test_everything_that_is_sent_under_an_id_is_a_noun_here() -> None:
    sent = {operation["operationId"] for name, operation in operations() if name.startswith("PUT ")}
    assert sent | {"createUpload"} == {noun.sends for noun in NOUNS}


def test_nothing_closed_opens_without_a_sign_in(world: World) -> None:
    has = belongings(world)
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic QTpC"}):
        for name in CLOSED:
            answer = call(world, name, has, headers)
            assert answer.status_code == 401, name
            assert answer.headers["www-authenticate"].startswith("Bearer"), name


def test_what_is_another_persons_is_not_there(world: World) -> None:
    has = belongings(world)
    unknown = Belongings({name: world.new_id() for name in has.ids}, has.bodies)
    before = world.get(f"/v1/cases/{has.ids['id']}").text
    for name in CLOSED:
        if name in ONES_OWN:
            continue
        answer = call(world, name, has, world.bearer(BRAHIM))
        assert answer.status_code == 404, name
        if not name.startswith("HEAD"):
            assert problem(answer) == "not-found", name
        if not MAKES.fullmatch(name):
            never = call(world, name, unknown, world.bearer(BRAHIM))
            assert (never.status_code, never.content) == (404, answer.content), name
    assert world.get(f"/v1/cases/{has.ids['id']}").text == before


def test_the_same_operation_opens_for_whose_it_is(world: World) -> None:
    has = belongings(world)
    for name in sorted(CLOSED, key=lambda name: name.startswith("DELETE")):
        if name not in ONES_OWN:
            answer = call(world, name, has, world.bearer(AMINA))
            assert answer.status_code in (200, 204), (name, answer.text)


@each_noun
def test_an_id_that_one_person_used_is_no_other_persons(world: World, noun: Noun) -> None:
    sending = noun.begin(world, None)
    first = sending.send(world)
    assert problem(sending.send(world, BRAHIM)) == "not-found"
    assert sending.receipt(sending.send(world)) == sending.receipt(first)


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
    mixed = Belongings({**hers.ids, "id": his}, hers.bodies)
    for name in parts:
        assert problem(call(world, name, mixed, world.bearer(BRAHIM))) == "not-found", name
    # Ids of messages are unique within a case only, so that nobody can find out or take another person's.
    assert call(world, MESSAGE, mixed, world.bearer(BRAHIM)).status_code == 201


def test_another_persons_paper_cannot_be_named(world: World) -> None:
    hers = world.upload(b"%PDF-1.7 hers")
    body = world.request_body("sick_leave", BRAHIM)
    body["papers"][0] |= hers
    answer = world.put(f"/v1/requests/{world.new_id()}", body, BRAHIM)
    assert problem(answer) == "paper-missing"


def rows(world: World) -> dict[str, int]:
    """Count the rows of each table."""
    with written(world.ministry.context.database) as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (*metadata.sorted_tables, NoteRow.__table__)
        }


def noted(world: World, sending: Sending, noun: Noun) -> list[str]:
    """Return the outcomes that the audit trail has of sending it."""
    with written(world.ministry.context.database) as session:
        of_it = select(AuditLine.outcome).where(AuditLine.record == sending.id)
        return list(session.scalars(of_it.where(AuditLine.operation == noun.sends)))


@each_noun
def test_the_same_again_answers_the_same_receipt_and_writes_nothing(world: World, noun: Noun) -> None:
    sending = noun.begin(world, None)
    first = sending.send(world)
    before = rows(world)
    world.clock.forward(minutes=10)
    again = sending.send(world, body=sending.body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert sending.receipt(again) == sending.receipt(first)
    assert rows(world) == before
    assert noted(world, sending, noun) == ["done"]


@each_noun
def test_another_body_under_the_same_id_is_a_conflict(world: World, noun: Noun) -> None:
    sending = noun.begin(world, None)
    first = sending.send(world)
    assert problem(sending.send(world, body=sending.other)) == "conflict"
    again = sending.send(world)
    assert (again.status_code, sending.receipt(again)) == (200, sending.receipt(first))


@each_noun
def test_the_same_many_times_at_once_is_one(world: World, noun: Noun) -> None:
    sending = noun.begin(world, None)
    world.bearer()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sending.send(world), range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] * 15 + [201]
    assert all(sending.receipt(answer) == sending.receipt(answers[0]) for answer in answers)
    assert noted(world, sending, noun) == ["done"]


@each_noun
def test_what_waited_while_the_sign_in_ended_is_not_taken(world: World, noun: Noun) -> None:
    tokens = world.sign_in(AMINA.number)
    world.tokens[AMINA.number] = tokens["access_token"], world.clock() + timedelta(minutes=15)
    sending = noun.begin(world, None)
    turn = f"person:{person_id(world, AMINA.number)}"
    with ThreadPoolExecutor(1) as pool, in_turn(world.ministry.context.database, turn) as until_waited_for:
        answer = pool.submit(sending.send, world)
        until_waited_for()
        ended = world.http.post("/v1/sign-out", json={"refresh_token": tokens["refresh_token"]})
    assert (ended.status_code, problem(answer.result())) == (204, "unauthenticated")
    assert noted(world, sending, noun) == []


def pages(world: World, path: str, limit: int) -> Iterator[list[Any]]:
    cursor = ""
    while True:
        page = world.get(f"{path}?limit={limit}{cursor}").json()
        yield page["items"]
        if page["next"] is None:
            return
        cursor = f"&cursor={page['next']}"


@each_list
def test_a_list_comes_in_pages(world: World, noun: Noun, path: str, newest_first: bool) -> None:
    case_id = world.sent() if "{id}" in path else None
    sent = [noun.begin(world, case_id) for _ in range(5)]
    assert {each.send(world).status_code for each in sent} == {201}
    seen = list(pages(world, path.format(id=case_id), 2))
    assert [len(page) for page in seen] == [2, 2, 1]
    ids = [each.id for each in sent]
    assert [each["id"] for page in seen for each in page] == (ids[::-1] if newest_first else ids)


@each_list
def test_a_list_holds_ones_own_only(world: World, noun: Noun, path: str, newest_first: bool) -> None:
    sending = noun.begin(world, None)
    assert sending.send(world).status_code == 201
    assert len(world.get(path.format(**sending.ids)).json()["items"]) == 1
    if "{id}" not in path:
        assert world.get(path, BRAHIM).json() == {"items": [], "next": None}


@each_list
def test_an_impossible_page_is_malformed(world: World, noun: Noun, path: str, newest_first: bool) -> None:
    where = path.format(id=world.sent())
    for query in ("limit=0", "limit=101", "limit=x", "cursor=%21", "cursor=AAAA", "cursor="):
        assert problem(world.get(f"{where}?{query}")) == "malformed", query


def test_whatever_is_read_can_be_revalidated(world: World) -> None:
    has = belongings(world)
    assert len(READ) > 8
    for path in (each.format(**has.ids) for each in READ):
        etag = world.get(path).headers["etag"]
        for header in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            again = world.get(path, **{"If-None-Match": header})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag), path
        assert world.get(path, **{"If-None-Match": '"other"'}).status_code == 200
    case = f"/v1/cases/{world.sent()}"
    before = world.get(case).headers["etag"]
    world.clock.forward(seconds=1)
    world.ministry.desk.review(case.rsplit("/", 1)[1])
    assert world.get(case, **{"If-None-Match": before}).status_code == 200
