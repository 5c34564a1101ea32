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
from services.vault import InMemoryRecordStore, RecordStore
from services.vault.memory import InMemoryAttachments
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry


def reopen(desk: Desk) -> DocumentRepository:
    """Two days later, as after the next start of the app."""
    assert isinstance(desk.store, InMemoryRecordStore)
    desk.clock.advance(timedelta(days=2).total_seconds())
    desk.store.attachments = InMemoryAttachments(desk.store.attachments.files)
    desk.documents = DocumentRepository(desk.store, desk.clock)
    return desk.documents


@pytest.fixture
def store() -> RecordStore:
    return InMemoryRecordStore()


@pytest.fixture
def desk(store: RecordStore) -> Desk:
    return Desk(store, ManualClock(), ModelMinistry())


def test_it_takes_what_a_crash_left_and_nothing_else(desk: Desk, store: RecordStore) -> None:
    named = desk.write(b"named").papers["certificate"][0]
    left = desk.attach(b"left").document_id
    store.attachments.put("no-record", [b"left before its record"])
    documents = reopen(desk)
    fresh = desk.attach(b"fresh").document_id
    assert documents.sweep().ids("document") == {left}
    assert {document.id for document in documents.list()} == {named, fresh}
    there = [each for each in ("no-record", left, named, fresh) if store.attachments.exists(each)]
    assert there == [named, fresh]


def test_a_paper_that_was_offered_meanwhile_stays(desk: Desk) -> None:
    """A draft that is open offers all documents; what was attached is written a moment later."""
    left = desk.attach(b"left").document_id
    documents = reopen(desk)
    assert [document.id for document in documents.list()] == [left]
    assert not documents.sweep()
    assert reopen(desk).sweep().ids("document") == {left}


def test_a_paper_that_comes_to_be_named_while_it_looks_stays(
    desk: Desk, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when an archive is brought in: its drafts name what is here."""
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
    """Whichever version wrote the drafts."""
    store = InMemoryRecordStore()
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
    assert store.ids("document") == stays == {each for each in papers if store.attachments.exists(each)}
