from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import codec
from services.drafts import KIND, DraftHead, DraftRepository, answered, head_of, papers_in
from services.models.request import Draft, RawInput
from services.registry import KINDS
from services.vault import InMemoryRecordStore, RecordStore, Vault

PAPERS = ["01920000-0000-7000-8000-00000000000a"]
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
    papers={"prescription": PAPERS, "photo": []},
    group="device",
)


@pytest.fixture(params=["vault", "memory"])
def store(request: pytest.FixtureRequest) -> RecordStore:
    if request.param == "memory":
        return InMemoryRecordStore(KINDS)
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
        DRAFT.id, "appareillage", "2", "2026-01-04T09:00:00Z", "2026-01-04T10:00:00Z", 5, "device", PAPERS
    )
    assert drafts.list(1) == drafts.list()[:1]
    assert drafts.count() == 2
    assert drafts.list()[1].answered == 0


def test_deleting(drafts: DraftRepository) -> None:
    drafts.save(DRAFT)
    drafts.save(replace(DRAFT, id="second"))
    drafts.delete(DRAFT.id)
    assert drafts.get(DRAFT.id) is None
    assert [head.id for head in drafts.list()] == ["second"]


def test_within_a_larger_transaction(drafts: DraftRepository, store: RecordStore) -> None:
    # As when a draft becomes a request: both happen or neither.
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


QUESTIONS = st.text(max_size=2)
ANY = st.builds(
    Draft,
    *[st.text(max_size=9)] * 6,
    inputs=st.dictionaries(QUESTIONS, INPUTS, max_size=5),
    papers=st.dictionaries(QUESTIONS, st.lists(st.text(max_size=3), max_size=3), max_size=3),
    group=st.none() | st.text(),
    needs_look=st.lists(st.text(), max_size=2),
    refused=st.dictionaries(QUESTIONS, st.text(), max_size=2),
)


@given(ANY)
def test_what_is_kept_is_what_the_codec_tells(draft: Draft) -> None:
    # A save builds it by hand, since it happens at every few letters.
    store = InMemoryRecordStore(KINDS)
    drafts = DraftRepository(store)
    draft = replace(draft, id="a")
    drafts.save(draft)
    assert store.get(KIND, "a") == codec.unstructure(draft)


@given(ANY)
def test_a_head_tells_what_the_draft_holds(draft: Draft) -> None:
    drafts = DraftRepository(InMemoryRecordStore(KINDS))
    drafts.save(replace(draft, id="a"))
    (head,) = drafts.list()
    assert set(head.papers or []) == {each for documents in draft.papers.values() for each in documents}
    filled = {question for question, value in draft.inputs.items() if holds_something(value)}
    assert head.answered == len(filled | {question for question, papers in draft.papers.items() if papers})
    told = (draft.service_id, draft.form_version, draft.created_at, draft.updated_at, draft.group)
    assert (*head[1:5], head.group) == told


def holds_something(value: RawInput) -> bool:
    parts = [value] if isinstance(value, str | bool) else value.values() if isinstance(value, dict) else value
    return any(part is False or bool(str(part).strip()) for part in parts)


def older(store: RecordStore, draft: Draft) -> None:
    """Keep a draft as the version before did."""
    told = ("service_id", "form_version", "created_at", "updated_at", "group")
    head = {name: getattr(draft, name) for name in told} | {"answered": answered(draft)}
    with store.transaction() as tx:
        tx.put(KIND, draft.id, codec.unstructure(draft), head=head)


class TestAnOlderStore:
    def test_is_listed_as_it_was(self, store: RecordStore, drafts: DraftRepository) -> None:
        older(store, DRAFT)
        drafts.save(replace(DRAFT, id="new"))
        of_old = DraftHead(*drafts.list()[1][:7])
        assert [head.id for head in drafts.list()] == ["new", DRAFT.id]
        assert of_old == DraftHead(DRAFT.id, *drafts.list()[0][1:7])

    def test_is_renewed_once_in_its_order(self, store: RecordStore, drafts: DraftRepository) -> None:
        older(store, replace(DRAFT, id="a"))
        drafts.save(replace(DRAFT, id="b"))
        older(store, replace(DRAFT, id="c", papers={}))
        before = [store.get(KIND, id_) for id_ in "abc"]
        assert drafts.renew()
        assert [(head.id, head.papers) for head in drafts.list()] == [
            ("c", None),
            ("b", PAPERS),
            ("a", PAPERS),
        ]
        assert [store.get(KIND, id_) for id_ in "abc"] == before
        assert not drafts.renew()

    def test_what_is_no_draft_any_more_stays_and_holds_nothing_up(
        self, store: RecordStore, drafts: DraftRepository
    ) -> None:
        with store.transaction() as tx:
            tx.put(KIND, "odd", {"id": 7}, head={})
        assert not drafts.renew()
        assert store.get(KIND, "odd") == {"id": 7}

    def test_renewing_that_fails_changes_nothing(
        self, store: RecordStore, drafts: DraftRepository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for id_ in "ab":
            older(store, replace(DRAFT, id=id_))
        made = iter([head_of(DRAFT)])
        with monkeypatch.context() as broken:
            broken.setattr("services.drafts.head_of", lambda _: next(made))
            with pytest.raises(StopIteration):
                drafts.renew()
        assert [papers_in(head) for _, head in store.listing(KIND)] == [None, None]
        assert drafts.renew()


def test_a_damaged_draft_is_counted_and_not_listed(vault: Vault) -> None:
    drafts = DraftRepository(vault)
    for id_ in "abc":
        drafts.save(replace(DRAFT, id=id_))
    for id_, head in (("b", "zeroblob(40)"), ("c", "zeroblob(3)")):
        vault._connection().execute(f"UPDATE record SET head = {head} WHERE id = ?", (id_,))
    assert [head.id for head in drafts.list()] == ["a"]
    assert drafts.count() == 3
    assert vault.damaged() == {(KIND, "b"), (KIND, "c")}


@given(
    inputs=st.dictionaries(st.text(), INPUTS, max_size=5),
    papers=st.dictionaries(st.text(), st.lists(st.text(), max_size=3), max_size=3),
    group=st.none() | st.text(),
)
def test_any_draft_opens_as_it_was_saved(
    inputs: dict[str, RawInput], papers: dict[str, list[str]], group: str | None
) -> None:
    drafts = DraftRepository(InMemoryRecordStore(KINDS))
    draft = replace(DRAFT, inputs=inputs, papers=papers, group=group)
    drafts.save(draft)
    assert drafts.get(draft.id) == draft
