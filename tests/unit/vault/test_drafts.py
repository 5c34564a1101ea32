from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.drafts import KIND, DraftHead, DraftRepository, answered
from services.models.request import Draft, RawInput
from services.vault import InMemoryRecordStore, RecordStore, Vault

DRAFT = Draft(
    id="01920000-0000-7000-8000-000000000001",
    service_id="appareillage",
    form_version="2",
    language="ar",
    created_at="2026-01-04T09:00:00Z",
    updated_at="2026-01-04T09:05:00Z",
    inputs={
        "device": "كرسي متحرك",
        "why": ["walk", "stand"],
        "since": {"day": "1", "month": "", "year": "2020"},
        "helped": False,
    },
    papers={"prescription": ["01920000-0000-7000-8000-00000000000a"], "photo": []},
    group="device",
)


@pytest.fixture(params=["vault", "memory"])
def store(request: pytest.FixtureRequest) -> RecordStore:
    if request.param == "memory":
        return InMemoryRecordStore()
    vault: Vault = request.getfixturevalue("vault")
    return vault


@pytest.fixture
def drafts(store: RecordStore) -> DraftRepository:
    return DraftRepository(store)


def test_a_draft_opens_as_it_was_saved(drafts: DraftRepository) -> None:
    drafts.save(DRAFT)
    assert drafts.get(DRAFT.id) == DRAFT


def test_a_draft_that_is_not_there(drafts: DraftRepository) -> None:
    assert drafts.get("none") is None
    assert drafts.list() == []
    drafts.delete("none")


def test_half_a_character_does_not_cost_the_draft(drafts: DraftRepository) -> None:
    broken = replace(DRAFT, inputs={"device": "\ud83d"})
    drafts.save(broken)
    assert drafts.get(DRAFT.id) == broken


def test_the_list_has_the_last_one_first_and_tells_enough_for_it(drafts: DraftRepository) -> None:
    drafts.save(DRAFT)
    drafts.save(replace(DRAFT, id="second", inputs={}, papers={}, group=None))
    drafts.save(replace(DRAFT, updated_at="2026-01-04T10:00:00Z"))
    assert [head.id for head in drafts.list()] == [DRAFT.id, "second"]
    assert drafts.list()[0] == DraftHead(
        DRAFT.id, "appareillage", "2", "2026-01-04T09:00:00Z", "2026-01-04T10:00:00Z", 5, "device"
    )
    assert drafts.list()[1].answered == 0


def test_deleting(drafts: DraftRepository) -> None:
    drafts.save(DRAFT)
    drafts.save(replace(DRAFT, id="second"))
    drafts.delete(DRAFT.id)
    assert drafts.get(DRAFT.id) is None
    assert [head.id for head in drafts.list()] == ["second"]


def test_within_a_larger_transaction(drafts: DraftRepository, store: RecordStore) -> None:
    """As when a draft becomes a request: both happen or neither."""
    drafts.save(DRAFT)
    with contextlib.suppress(ZeroDivisionError), store.transaction() as tx:
        drafts.delete(DRAFT.id, tx)
        drafts.save(replace(DRAFT, id="second"), tx)
        tx.put("request", DRAFT.id, {"attempt": 1 // 0})
    assert [head.id for head in store.heads(KIND)] == [DRAFT.id]
    with store.transaction() as tx:
        drafts.delete(DRAFT.id, tx)
        tx.put("request", DRAFT.id, {})
    assert drafts.list() == []


@pytest.mark.parametrize(
    ("value", "counts"),
    [
        ("", False), ("  \n", False), ("x", True), (True, True), (False, True), ([], False), (["a"], True),
        ({}, False), ({"day": "", "month": " "}, False), ({"day": "1", "month": ""}, True),
    ],
)  # fmt: skip
def test_what_counts_as_answered(value: RawInput, counts: bool) -> None:
    assert answered(replace(DRAFT, inputs={"q": value}, papers={})) == counts


INPUTS: st.SearchStrategy[RawInput] = st.one_of(
    st.text(st.characters()),
    st.booleans(),
    st.lists(st.text(), max_size=3),
    st.dictionaries(st.sampled_from(["day", "month", "year", "wilaya"]), st.text()),
)


@given(
    inputs=st.dictionaries(st.text(), INPUTS, max_size=5),
    papers=st.dictionaries(st.text(), st.lists(st.text(), max_size=3), max_size=3),
    group=st.none() | st.text(),
)
def test_any_draft_opens_as_it_was_saved(
    inputs: dict[str, RawInput], papers: dict[str, list[str]], group: str | None
) -> None:
    drafts = DraftRepository(InMemoryRecordStore())
    draft = replace(DRAFT, inputs=inputs, papers=papers, group=group)
    drafts.save(draft)
    assert drafts.get(draft.id) == draft
