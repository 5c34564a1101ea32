"""What a crash left behind is swept while the person is at work already."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import codec
from services.clock import ManualClock
from services.document_repository import DocumentRepository
from services.drafts import KIND as DRAFT
from services.registry import KINDS
from services.vault import InMemoryRecordStore, RecordStore
from services.vault.memory import InMemoryAttachments
from tests.newer import by_newer_version
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry


def reopen(desk: Desk) -> DocumentRepository:
    """Two days later, as after the next start of the app."""
    assert isinstance(desk.store, InMemoryRecordStore)
    desk.clock.advance(timedelta(days=2).total_seconds())
    swept = desk.store.attachments.swept
    desk.store.attachments = InMemoryAttachments(desk.store.attachments.files)
    desk.store.attachments.swept = swept
    desk.documents = DocumentRepository(desk.store, desk.clock)
    return desk.documents


def weeks(desk: Desk) -> set[str]:
    """Return what goes in the weeks that follow."""
    gone: set[str] = set()
    for _ in range(9):
        gone |= reopen(desk).sweep().ids("document")
    return gone


@pytest.fixture
def store() -> RecordStore:
    return InMemoryRecordStore(KINDS)


@pytest.fixture
def desk(store: RecordStore) -> Desk:
    return Desk(store, ManualClock(), ModelMinistry())


def test_it_takes_what_a_crash_left_and_nothing_else(desk: Desk, store: RecordStore) -> None:
    named = desk.write(b"named").papers["certificate"][0]
    left = desk.attach(b"left").document_id
    store.attachments.put("no-record", [b"left before its record"])
    documents = reopen(desk)
    fresh = desk.attach(b"fresh").document_id
    assert not documents.sweep(), "its record stays as long as its file waits"
    there = [each for each in ("no-record", left, named, fresh) if store.attachments.exists(each)]
    assert there == [named, fresh]
    desk.write(b"more").papers["certificate"].append(fresh)
    assert weeks(desk) == {left, fresh}
    assert store.ids("document") & {named, left, fresh} == {named}
    assert left not in store.attachments.set_aside(0.0)


def test_what_is_named_again_is_whole_again(desk: Desk, store: RecordStore) -> None:
    # A clock that was a year ahead once had deleted the record.
    paper = desk.attach(b"left").document_id
    desk.clock.advance(timedelta(days=366).total_seconds())
    reopen(desk).sweep()
    assert not store.attachments.exists(paper)
    desk.clock.advance(-timedelta(days=366).total_seconds())
    draft = desk.write()
    draft.papers["certificate"] = [paper]
    desk.drafts.save(draft)
    assert not weeks(desk)
    assert store.attachments.exists(paper)
    assert desk.documents.get(paper) is not None


def test_nothing_goes_while_a_document_has_no_file(desk: Desk, store: RecordStore) -> None:
    named = desk.write(b"named").papers["certificate"][0]
    left = desk.attach(b"left").document_id
    assert isinstance(store, InMemoryRecordStore)
    away = store.attachments.files.pop(named)
    assert not weeks(desk)
    assert store.attachments.exists(left)
    store.attachments.files[named] = away
    assert weeks(desk) == {left}


def test_a_paper_that_is_gone_with_its_record_ends_no_sweeping(desk: Desk, store: RecordStore) -> None:
    draft = desk.write(b"named")
    draft.papers["certificate"] = ["never-there"]
    desk.drafts.save(draft)
    left = desk.attach(b"left").document_id
    assert left in weeks(desk)


def test_a_paper_that_was_offered_meanwhile_stays(desk: Desk, store: RecordStore) -> None:
    # A draft that is open offers all documents; what was attached is written a moment later.
    left = desk.attach(b"left").document_id
    documents = reopen(desk)
    assert [document.id for document in documents.list()] == [left]
    assert not documents.sweep()
    assert store.attachments.exists(left)
    assert weeks(desk) == {left}


def test_a_paper_that_comes_to_be_named_while_it_looks_stays(
    desk: Desk, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As when an archive is brought in: its drafts name what is here.
    paper = desk.attach(b"left").document_id
    draft = desk.write()
    documents, named = reopen(desk), DocumentRepository._named

    def names_it_after(self: DocumentRepository) -> set[str] | None:
        found = named(self)
        monkeypatch.undo()
        draft.papers["certificate"] = [paper]
        desk.drafts.save(draft)
        return found

    monkeypatch.setattr(DocumentRepository, "_named", names_it_after)
    assert not documents.sweep()
    assert documents.get(paper) is not None
    assert store.attachments.exists(paper)


def test_a_file_whose_record_is_about_to_be_written_stays(desk: Desk, store: RecordStore) -> None:
    documents = reopen(desk)
    with store.attachments.writer("letter") as writer:
        writer.write(b"a decision that is just being fetched")
        documents.sweep()
        writer.commit()
    documents.sweep()
    assert store.attachments.exists("letter")


@given(
    drafts=st.lists(st.lists(st.integers(0, 5), max_size=3), max_size=4),
    old_heads=st.sets(st.integers(0, 3)),
    offered=st.booleans(),
)
def test_what_stays_is_what_is_named_or_offered(
    drafts: list[list[int]], old_heads: set[int], offered: bool
) -> None:
    # Whichever version wrote the drafts, this holds.
    store = InMemoryRecordStore(KINDS)
    desk = Desk(store, ManualClock(), ModelMinistry())
    papers = [desk.attach(bytes([number])).document_id for number in range(6)]
    for number, names in enumerate(drafts):
        draft = desk.write()
        draft.papers["certificate"] = [papers[name] for name in names]
        desk.drafts.save(draft)
        if number in old_heads:
            with store.transaction() as tx:
                tx.put(DRAFT, draft.id, codec.unstructure(draft), head={"service_id": draft.service_id})
    documents = reopen(desk)
    if offered:
        documents.list()
    documents.sweep()
    named = {papers[name] for names in drafts for name in names}
    stays = {*papers} if offered else named
    assert stays == {each for each in papers if store.attachments.exists(each)}
    assert store.ids("document") == {*papers}
    assert weeks(desk) == {*papers} - named
    assert store.ids("document") == named == {each for each in papers if store.attachments.exists(each)}


def test_nothing_is_swept_beside_a_record_of_a_kind_that_is_not_known(desk: Desk, store: RecordStore) -> None:
    # A newer version wrote it: it may name any document, and have a file of its own.
    left = desk.attach(b"left").document_id
    store.attachments.put("appointment-1", [b"the map to it"])
    with by_newer_version(store, "appointment"), store.transaction() as tx:
        tx.put("appointment", "appointment-1", {"papers": [left]})
    assert not reopen(desk).sweep()
    assert not desk.documents.delete(left)
    assert store.attachments.exists(left)
    assert store.attachments.exists("appointment-1")
    with store.transaction() as tx:
        tx.delete("appointment", "appointment-1")
    assert weeks(desk) == {left}
    assert not store.attachments.exists("appointment-1")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("request", {}),
        ("request", {"request": {"papers": [{}]}, "draft": {}}),
        ("reply", {"reply": {"papers": "none"}}),
        ("unsent", {"documents": None}),
        ("document", {}),
    ],
)
def test_nothing_is_swept_beside_a_record_of_an_odd_shape(
    desk: Desk, store: RecordStore, kind: str, body: dict[str, object]
) -> None:
    left = desk.attach(b"left").document_id
    with store.transaction() as tx:
        tx.put(kind, "odd", body)
    assert not reopen(desk).sweep()
    assert store.attachments.exists(left)


def test_nothing_is_swept_while_a_record_may_be_missing(
    desk: Desk, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = desk.attach(b"left").document_id
    store.attachments.put("no-record", [b"left before its record"])
    documents = reopen(desk)
    monkeypatch.setattr(InMemoryRecordStore, "is_whole", False)
    assert not documents.sweep()
    assert all(store.attachments.exists(each) for each in (left, "no-record"))
