"""The ministry checks answers by the same vectors as the client, and never trips over what it is sent."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ministry.forms.checking import check
from ministry.forms.conditions import questions, shown
from ministry.forms.identifiers import ccp_key, is_account, rip_key
from tests.contract.conftest import CATALOGUE
from tests.contract.filling import filled

VECTORS = json.loads((Path(__file__).parents[2] / "contract/examples/form-vectors.json").read_text("utf-8"))
TODAY = date.fromisoformat(VECTORS["today"])
PLACES = {
    wilaya["code"]: frozenset(commune["code"] for commune in wilaya["communes"])
    for wilaya in CATALOGUE.places["wilayas"]
}
FORMS = {service["id"]: service["form"] for service in CATALOGUE.document["services"]}
RULES = {"min_length", "max_length", "pattern", "min", "max", "not_before", "not_after"}
FORMATS = {"nin", "nss", "account", "phone"}


def form(*written: dict[str, Any]) -> dict[str, Any]:
    return {"version": "1", "groups": [{"id": "g", "questions": [{"required": True, **q} for q in written]}]}


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=f"{number}-{case['name']}") for number, case in enumerate(cases)]


@pytest.mark.parametrize(
    "case", named([case for case in VECTORS["answers"] if case.get("answer") is not None])
)
def test_answers_of_the_shared_vectors(case: dict[str, Any]) -> None:
    question = case["question"]
    errors = check(form(question), {question["id"]: case["answer"]}, [], places=PLACES, today=TODAY)
    if "code" not in case:
        assert errors == []
    else:
        assert [error["code"] for error in errors] == [contract_code(case)]


@pytest.mark.parametrize("case", named(VECTORS["visibility"]))
def test_visibility_of_the_shared_vectors(case: dict[str, Any]) -> None:
    assert list(shown(form(*case["questions"]), case["inputs"])) == case["visible"]


def contract_code(case: dict[str, Any]) -> str:
    """Return the contract's code for a problem of the client.

    The client tells more kinds of wrong apart than the contract, which leaves that to it.
    """
    if case["code"] in RULES:
        return str(case["code"])
    kind = case["question"]["type"]
    return kind if kind in FORMATS else "option" if kind.endswith("_of") else "max_length"


ANSWERS = st.one_of(
    st.text(max_size=20),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9),
    st.lists(st.text(max_size=5), max_size=4),
    st.fixed_dictionaries({"wilaya": st.sampled_from(["15", "99", ""]), "commune": st.text(max_size=4)}),
    st.dates().map(date.isoformat),
)


@pytest.mark.parametrize("service_id", sorted(FORMS))
@settings(max_examples=30)
@given(data=st.data())
def test_any_answers_are_taken_or_pointed_at(service_id: str, data: st.DataObject) -> None:
    form = FORMS[service_id]
    ids = [question["id"] for question in questions(form)]
    answers, papers = filled(form, TODAY)
    answers |= data.draw(st.dictionaries(st.sampled_from(ids), ANSWERS, max_size=4))
    attached = data.draw(st.lists(st.sampled_from(ids), max_size=3)) + papers
    errors = check(form, answers, attached, places=PLACES, today=TODAY)
    for error in errors:
        part, name, *_ = error["pointer"][1:].split("/")
        assert name in ids if part == "answers" else int(name) < len(attached)


@pytest.mark.parametrize("service_id", sorted(FORMS))
@settings(max_examples=30)
@given(data=st.data())
def test_a_form_without_one_required_answer_says_which(service_id: str, data: st.DataObject) -> None:
    form = FORMS[service_id]
    answers, papers = filled(form, TODAY)
    assert check(form, answers, papers, places=PLACES, today=TODAY) == []
    # A choice also decides what else is shown; a text decides nothing.
    free = [question["id"] for question in questions(form) if question["type"] in ("text", "long_text")]
    left_out = data.draw(st.sampled_from([name for name in answers if name in free]))
    rest = {name: answer for name, answer in answers.items() if name != left_out}
    found = [
        (error["pointer"], error["code"]) for error in check(form, rest, papers, places=PLACES, today=TODAY)
    ]
    assert found == [(f"/answers/{left_out}", "required")]


def test_the_postal_accounts_of_the_published_vectors() -> None:
    for account, ccp, rip in (
        ("200", 12, "00799999000000020091"),
        ("1234567", 68, "00799999000123456762"),
        ("123456789", 0, "00799999012345678989"),
        ("19986", 89, "00799999000001998697"),
    ):
        assert ccp_key(account) == ccp
        assert is_account(f"{account}/{ccp:02d}")
        assert is_account(rip)
        assert rip_key(account) == int(rip[-2:])


@given(st.from_regex(r"[0-9]{1,10}", fullmatch=True), st.integers(1, 99))
def test_another_key_is_no_account(account: str, shift: int) -> None:
    assert not is_account(f"{account}/{(ccp_key(account) + shift) % 100:02d}")
