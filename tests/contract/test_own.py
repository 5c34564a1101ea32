"""What holds, beside what every noun promises, of what a person makes whole: read back, noted, limited, checked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect

from tests.contract.conftest import AMINA, BRAHIM, World, problem
from tests.contract.notes import NOTE, REFUSED, notes_taken
from tests.contract.nouns import OWN, SENT_AT, Noun
from tests.postgres import written
from tests.security.test_audit import count, lines, person_id

each_noun = pytest.mark.parametrize("noun", [NOTE, *OWN], ids=lambda noun: noun.name)


@pytest.fixture(autouse=True)
def notes(world: World) -> Iterator[None]:
    with notes_taken(world):
        yield


@each_noun
def test_it_is_read_back_as_it_was_answered(world: World, noun: Noun) -> None:
    sending = noun.begin(world, None)
    world.bearer()
    before = count(world)
    assert sending.send(world).json() == world.get(sending.path).json()
    assert lines(world, before) == [(person_id(world, AMINA.number), noun.sends, sending.id, "done")]


@each_noun
def test_what_is_refused_to_another_person_is_noted(world: World, noun: Noun) -> None:
    sending = noun.begin(world, None)
    sending.send(world)
    world.bearer(BRAHIM)
    before = count(world)
    assert problem(sending.send(world, BRAHIM)) == problem(world.get(sending.path, BRAHIM)) == "not-found"
    who = person_id(world, BRAHIM.number)
    got = noun.sends.replace("send", "get", 1)
    assert lines(world, before) == [(who, did, sending.id, "denied") for did in (noun.sends, got)]


@each_noun
def test_so_many_are_taken_in_a_day(world: World, noun: Noun) -> None:
    for _ in range(world.ministry.context.settings.quotas.records_a_day):
        assert noun.begin(world, None).send(world).status_code == 201
    refused = noun.begin(world, None).send(world)
    assert problem(refused) == "quota-reached"
    assert int(refused.headers["retry-after"]) > 0


@each_noun
@pytest.mark.parametrize("wrong", ["type", "unknown"])
def test_a_wrong_body_is_pointed_at(world: World, noun: Noun, wrong: str) -> None:
    sending = noun.begin(world, None)
    name, value = next(iter(sending.body.items()))
    change = {name: 7 if isinstance(value, str) else "7"} if wrong == "type" else {"nonsense": ""}
    answer = sending.send(world, body={**sending.body, **change})
    assert problem(answer) == "validation"
    assert [each["pointer"] for each in answer.json()["errors"]] == [f"/{next(iter(change))}"]


def test_what_the_noun_refuses_leaves_nothing(world: World) -> None:
    sending = NOTE.begin(world, None)
    world.bearer()
    before = count(world)
    assert problem(sending.send(world, body={"words": REFUSED})) == "conflict"
    assert world.get(sending.path).status_code == 404
    assert count(world) == before


def test_what_the_database_cannot_hold_is_not_to_be_sent_again(world: World) -> None:
    # No check of the body of a note, which is written by hand, looks at its signs.
    sending = NOTE.begin(world, None)
    assert problem(sending.send(world, body={"words": "a\0b"})) == "malformed"
    assert world.get(sending.path).status_code == 404


@pytest.mark.parametrize(("text", "code"), [("", "min_length"), (" ", "pattern"), ("a" * 4001, "max_length")])
def test_the_broken_rule_of_a_text_is_named(world: World, text: str, code: str) -> None:
    sent = {"text": text, "language": "fr", "sent_at": SENT_AT}
    refused = world.put(f"/v1/cases/{world.sent()}/messages/{world.new_id()}", sent)
    assert refused.json()["errors"] == [{"pointer": "/text", "code": code}]


def test_a_record_is_of_a_person_and_found_by_them(world: World) -> None:
    with written(world.ministry.context.database) as session:
        told = inspect(session.connection())
        (key,) = told.get_foreign_keys("note")
        indexes = [each["column_names"] for each in told.get_indexes("note")]
    assert (key["constrained_columns"], key["referred_table"]) == (["person_id"], "person")
    assert ["person_id", "seq"] in indexes
