"""What is kept of requests, documents, messages and replies, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from services.errors import DamagedRecordError, DocumentError, NotReopenableError
from services.ids import uuid7
from services.messages import MESSAGE
from services.models.case import Message
from services.models.document import Document
from services.models.outbox import SendState
from services.models.unsent import Unsent
from services.outbox.policy import DAMAGED
from services.unsent import UNSENT, UnsentRepository, message_id, reply_id
from services.vault import RecordStore
from tests.manual_clock import ManualClock
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry, Trouble


def test_a_draft_that_is_sent_is_a_request_and_no_draft(desk: Desk) -> None:
    draft = desk.write(b"page")
    request_id = desk.send(draft)
    kept = desk.requests.get(request_id)
    assert kept is not None
    assert kept.request.answers == {"why": "first"}
    assert kept.request.papers[0].document_id == draft.papers["certificate"][0]
    assert (kept.sending.state, kept.receipt, kept.errors) == (SendState.WAITING, None, [])
    assert desk.drafts.get(draft.id) is None
    assert [summary.id for summary in desk.requests.list()] == [draft.id]


async def test_sending_twice_sends_what_was_accepted(desk: Desk, ministry: ModelMinistry) -> None:
    draft = desk.write()
    desk.send(draft)
    await desk.drain()
    draft.inputs["why"] = "second"
    desk.send(draft)
    kept = desk.requests.get(draft.id)
    assert kept is not None
    assert kept.sending.state is SendState.SENT
    assert kept.request.answers == {"why": "first"}


def test_half_a_sending_is_none(desk: Desk, store: RecordStore, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = desk.write()

    def broken(*_: object) -> None:
        raise RuntimeError("stopped in between")

    monkeypatch.setattr(desk.requests._drafts, "delete", broken)
    with pytest.raises(RuntimeError):
        desk.send(draft)
    assert desk.drafts.get(draft.id) == draft
    assert store.heads("request") == []


async def test_a_refused_request_is_the_same_draft_again(desk: Desk, ministry: ModelMinistry) -> None:
    draft = desk.write(b"page", text="as typed ")
    desk.send(draft)
    with pytest.raises(NotReopenableError):
        desk.requests.reopen(draft.id)
    ministry.trouble_of[draft.id] = Trouble.WITHDRAWN
    await desk.drain()
    desk.clock.advance(60)

    again = desk.requests.reopen(draft.id)

    assert (again.inputs, again.papers, again.id) == (draft.inputs, draft.papers, draft.id)
    assert again.updated_at > draft.updated_at
    assert desk.drafts.get(draft.id) == again
    assert desk.requests.get(draft.id) is None

    ministry.trouble_of.clear()
    desk.send(again)
    await desk.drain()
    assert desk.state(draft.id) is SendState.SENT


async def test_a_request_opened_again_says_what_the_ministry_named(
    desk: Desk, ministry: ModelMinistry
) -> None:
    draft = desk.write()
    desk.send(draft)
    ministry.trouble_of[draft.id] = Trouble.REFUSED
    await desk.drain()
    again = desk.requests.reopen(draft.id)
    assert again.refused == {"name": "required"}
    assert desk.drafts.get(draft.id) == again


def test_what_is_being_written_is_kept_until_it_is_sent_and_holds_its_documents(
    desk: Desk, store: RecordStore
) -> None:
    unsent, paper = UnsentRepository(store), desk.attach(b"page")
    message, reply = Unsent(message_id("case"), " Bonjour"), Unsent(reply_id("ask"), "", [paper.document_id])
    for each in (message, reply):
        unsent.save(each)
        assert unsent.get(each.id) == each
    assert not desk.documents.delete(paper.document_id)
    desk.messages.send("case", "Bonjour", "fr")
    assert unsent.get(message.id) == Unsent(message.id)
    assert unsent.get(reply.id) == reply
    desk.replies.send("case", "ask", [paper])
    assert unsent.get(reply.id) == Unsent(reply.id)


def test_what_was_emptied_leaves_no_record(store: RecordStore) -> None:
    unsent = UnsentRepository(store)
    unsent.save(Unsent("message-case", "x"))
    unsent.save(Unsent("message-case", ""))
    assert store.heads(UNSENT) == []


async def test_a_received_request_stays_as_it_is(desk: Desk) -> None:
    request_id = desk.send_new()
    await desk.drain()
    with pytest.raises(NotReopenableError):
        desk.requests.reopen(request_id)
    with pytest.raises(NotReopenableError):
        desk.requests.reopen("unknown")


def test_the_newest_request_comes_first(desk: Desk, clock: ManualClock) -> None:
    ids = []
    for _ in range(3):
        ids.append(desk.send_new())
        clock.advance(60)
    assert [summary.id for summary in desk.requests.list()] == ids[::-1]


def test_a_document_is_kept_and_read_as_it_was(desk: Desk) -> None:
    paper = desk.attach(b"0123456789")
    with desk.documents.open(paper.document_id) as content:
        assert content.read() == b"0123456789"
        content.seek(4)
        assert content.read(2) == b"45"
    document = desk.documents.get(paper.document_id)
    assert desk.documents.list() == [document]


def test_a_document_that_is_not_what_it_says_is_not_kept(desk: Desk, store: RecordStore) -> None:
    document = Document("doc", "page.pdf", "application/pdf", 3, "0" * 64, "2026-01-04T09:00:00Z")
    with pytest.raises(DocumentError):
        desk.documents.add(document, [b"abc"])
    assert desk.documents.get("doc") is None
    assert not store.attachments.exists("doc")


def test_the_state_of_an_upload_is_remembered(desk: Desk) -> None:
    paper = desk.attach(b"0123456789")
    assert desk.documents.set_upload_url(paper.document_id, "/there").upload_url == "/there"
    assert desk.documents.mark_uploaded(paper.document_id).uploaded
    kept = desk.documents.get(paper.document_id)
    assert kept is not None
    assert (kept.upload_url, kept.uploaded) == ("/there", True)
    assert not desk.documents.set_upload_url(paper.document_id, None).uploaded
    with pytest.raises(DamagedRecordError):
        desk.documents.mark_uploaded("unknown")


def test_a_document_is_deleted_only_when_nothing_names_it(desk: Desk, store: RecordStore) -> None:
    draft = desk.write(b"draft")
    of_draft = draft.papers["certificate"][0]
    sent = desk.write(b"request")
    desk.send(sent)
    of_request = sent.papers["certificate"][0]
    of_reply = desk.attach(b"reply")
    desk.replies.send("case", "ask", [of_reply])
    for named in (of_draft, of_request, of_reply.document_id):
        assert not desk.documents.delete(named)
        assert desk.documents.get(named) is not None

    desk.drafts.delete(draft.id)
    assert desk.documents.delete(of_draft)
    assert desk.documents.get(of_draft) is None
    assert not store.attachments.exists(of_draft)


def test_messages_of_the_agency_come_in_once_and_are_unread_until_read(desk: Desk) -> None:
    first = Message("m1", "case", "agency", "2026-01-04T10:00:00Z", "Please wait.", "fr")
    second = Message("m2", "case", "agency", "2026-01-04T11:00:00Z", "Done.", "fr")
    assert desk.messages.receive([second, first]).ids(MESSAGE) == {"m1", "m2"}
    assert not desk.messages.receive([first, second])
    assert [kept.message for kept in desk.messages.thread("case")] == [first, second]
    assert [kept.sending for kept in desk.messages.thread("case")] == [None, None]
    assert desk.messages.unread("case") == 2

    assert desk.messages.mark_read("case").ids(MESSAGE) == {"m1", "m2"}
    assert desk.messages.unread("case") == 0
    assert not desk.messages.mark_read("case")
    assert not desk.messages.receive([first, second])
    assert desk.messages.thread("another case") == []


async def test_a_message_of_the_person_that_waits_is_left_to_the_outbox(
    desk: Desk, ministry: ModelMinistry
) -> None:
    message = desk.messages.send("case", "When?", "en")
    ministry.troubles.append(Trouble.LOST)
    await desk.drain()
    assert not desk.messages.receive([message])
    (kept,) = desk.messages.thread("case")
    assert kept.sending is not None
    assert kept.sending.state is SendState.WAITING

    await desk.drain(seconds=1)
    assert not desk.messages.receive([message])
    (kept,) = desk.messages.thread("case")
    assert kept.sending is not None
    assert kept.sending.state is SendState.SENT
    assert ministry.effects == {message.id: 1}
    assert desk.messages.unread("case") == 0


async def test_an_ask_gets_one_reply(desk: Desk, ministry: ModelMinistry) -> None:
    wrong = desk.replies.send("case", "ask", [desk.attach(b"wrong")])
    right = desk.replies.send("case", "ask", [desk.attach(b"right")])
    assert desk.replies.get(wrong.id) is None
    await desk.drain()
    assert desk.replies.send("case", "ask", []) == right
    await desk.drain()
    assert ministry.calls == [right.id]


async def test_a_refused_reply_can_be_replaced(desk: Desk, ministry: ModelMinistry) -> None:
    refused = desk.replies.send("case", "ask", [])
    ministry.trouble_of[refused.id] = Trouble.REFUSED
    await desk.drain()
    assert desk.reply_to("ask").problem == "validation"
    again = desk.replies.send("case", "ask", [])
    assert again.id != refused.id
    await desk.drain()
    assert desk.reply_to("ask").state is SendState.SENT


def test_ids_are_version_7_and_in_order_of_time(clock: ManualClock) -> None:
    first = uuid7(clock)
    clock.advance(0.001)
    second = uuid7(clock)
    assert first < second
    for made in (first, second):
        assert (made[14], made[19] in "89ab", len(made)) == ("7", True, 36)
    assert len({uuid7(clock) for _ in range(1000)}) == 1000


def test_a_damaged_message_hides_no_other_and_comes_again(
    desk: Desk, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Message("m1", "case", "agency", "2026-01-04T10:00:00Z", "Please wait.", "fr")
    second = Message("m2", "case", "agency", "2026-01-04T11:00:00Z", "Done.", "fr")
    desk.messages.receive([first, second])
    get = store.get

    def damaged(kind: str, record_id: str) -> dict[str, Any] | None:
        if record_id == "m1":
            raise DamagedRecordError(kind, record_id)
        return get(kind, record_id)

    with monkeypatch.context() as patch:
        patch.setattr(store, "get", damaged)
        assert [kept.message for kept in desk.messages.thread("case")] == [second]
        assert desk.messages.receive([first, second]).ids(MESSAGE) == {"m1"}
    assert [kept.message for kept in desk.messages.thread("case")] == [first, second]


def lose_state(desk: Desk, kind: str, record_id: str) -> None:
    with desk.store.transaction() as tx:
        tx.set_state(kind, record_id, None)


async def test_a_request_that_lost_its_state_does_not_say_that_it_waits(desk: Desk) -> None:
    # Nothing would ever send it.
    request_id = desk.send_new(b"page")
    lose_state(desk, "request", request_id)
    (listed,) = desk.requests.list()
    assert (listed.sending.state, listed.sending.problem) == (SendState.NEEDS_ATTENTION, DAMAGED)
    again = desk.requests.reopen(request_id)
    assert desk.send(again) == request_id
    await desk.drain()
    assert desk.state(request_id) is SendState.SENT
    lose_state(desk, "request", request_id)
    assert desk.state(request_id) is SendState.SENT, "its receipt says so"


async def test_a_reply_that_lost_its_state_is_not_gone(desk: Desk) -> None:
    reply = desk.replies.send("case", "ask", [desk.attach(b"page")])
    lose_state(desk, "reply", reply.id)
    sending = desk.reply_to("ask")
    assert (sending.state, sending.problem) == (SendState.NEEDS_ATTENTION, DAMAGED)
    assert desk.replies.reopen(reply.id) == reply


async def test_an_own_message_that_lost_its_state_is_not_taken_for_the_agencys(desk: Desk) -> None:
    message = desk.messages.send("case", "marhaba", "ar")
    lose_state(desk, "message", message.id)
    (kept,) = desk.messages.thread("case")
    assert kept.sending is not None
    assert (kept.sending.state, kept.sending.problem) == (SendState.NEEDS_ATTENTION, DAMAGED)
    assert desk.messages.receive([message]), "the ministry has it after all"
    (kept,) = desk.messages.thread("case")
    assert kept.sending is not None
    assert kept.sending.state is SendState.SENT
    lose_state(desk, "message", message.id)
    assert desk.messages.reopen(message.id) == message
    assert desk.messages.thread("case") == []
