"""What becomes of what is on its way when the case is decided, and of what was not accepted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.errors import NotReopenableError
from services.messages import MESSAGE
from services.models.case import Ask, Case, CaseState, Decision, Outcome
from services.models.contract import ProblemType
from services.models.outbox import Sending, SendState
from services.models.reply import ReplyState
from services.models.unsent import Unsent
from services.outbox.states import UNDELIVERED
from services.replies import REPLY
from services.unsent import UnsentRepository, message_id, reply_id
from services.vault import RecordStore
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry, Trouble

AT = "2026-11-22T09:30:00Z"
ASK = Ask("ask", "certificate", {}, "Coupé.", "fr", AT, due_on="2026-12-01")
ASKED = Case("case", "QARB-0001", "sick_leave", CaseState.WAITING_FOR_PERSON, AT, AT, [], asks=[ASK])
DECIDED = replace(ASKED, state=CaseState.DECIDED, decision=Decision(Outcome.REFUSED, AT, "", "fr"))


def test_a_decision_closes_what_was_asked_whatever_the_ministry_tells() -> None:
    assert ASKED.open_asks == [ASK]
    assert DECIDED.open_asks == []
    assert replace(DECIDED, state=CaseState.WAITING_FOR_PERSON).open_asks == []
    assert replace(DECIDED, decision=None).open_asks == []
    assert replace(ASKED, asks=[replace(ASK, closed_at=AT)]).open_asks == []
    assert replace(ASKED, asks=[replace(ASK, answered_at=AT)]).open_asks == []


@pytest.mark.parametrize("state", UNDELIVERED)
@pytest.mark.parametrize("problem", [None, "conflict", "unreachable", "validation"])
def test_a_reply_that_did_not_arrive_before_the_decision_is_refused(
    state: SendState, problem: str | None
) -> None:
    reply = ReplyState("case", "ask", Sending(REPLY, "r", state, problem=problem))
    assert reply.within(ASKED) == reply
    assert reply.within(None) == reply
    late = reply.within(DECIDED).sending
    assert (late.state, late.problem) == (SendState.NEEDS_ATTENTION, ProblemType.CASE_DECIDED)


def test_a_reply_that_arrived_or_was_overtaken_stays_what_it_is() -> None:
    sent = ReplyState("case", "ask", Sending(REPLY, "r", SendState.SENT))
    assert sent.within(DECIDED) == sent
    answered = replace(DECIDED, asks=[replace(ASK, answered_at=AT)])
    for state in UNDELIVERED:  # its answer may be what was lost: the ministry gives the receipt again
        waiting = ReplyState("case", "ask", Sending(REPLY, "r", state))
        assert waiting.within(answered) == waiting


async def test_no_paper_is_sent_for_a_case_that_is_known_to_be_decided(
    desk: Desk, ministry: ModelMinistry
) -> None:
    desk.cases.keep(DECIDED, "etag")
    reply = desk.replies.send("case", "ask", [desk.attach(b"a large page")], "Voici.")
    await desk.drain()
    assert (ministry.calls, ministry.bytes_sent) == ([], 0)
    kept = desk.reply_to("ask")
    assert (kept.state, kept.problem) == (SendState.NEEDS_ATTENTION, ProblemType.CASE_DECIDED)
    (state,) = desk.replies.states()
    opened = desk.replies.open(state)
    assert (opened.note, opened.papers) == ("Voici.", 1)
    assert desk.replies.get(reply.id) == reply


async def test_a_reply_whose_answer_was_lost_gets_its_receipt_after_the_decision(
    desk: Desk, ministry: ModelMinistry
) -> None:
    ministry.troubles.append(Trouble.LOST)
    desk.replies.send("case", "ask", [])
    await desk.drain()
    desk.cases.keep(replace(DECIDED, asks=[replace(ASK, answered_at=AT)]), "etag")
    await desk.drain(seconds=1)
    assert desk.reply_to("ask").state is SendState.SENT


async def test_a_refused_reply_is_being_written_again_with_all_of_it(
    desk: Desk, ministry: ModelMinistry, store: RecordStore
) -> None:
    paper = desk.attach(b"page")
    reply = desk.replies.send("case", "ask", [paper], "Voici.")
    with pytest.raises(NotReopenableError):
        desk.replies.reopen(reply.id)
    ministry.trouble_of[reply.id] = Trouble.REFUSED
    await desk.drain()
    unsent = UnsentRepository(store)
    later = desk.attach(b"other")
    unsent.save(Unsent(reply_id("ask"), "Et ceci.", [later.document_id]))
    desk.replies.reopen(reply.id)
    assert unsent.get(reply_id("ask")) == Unsent(
        reply_id("ask"), "Voici.\n\nEt ceci.", [paper.document_id, later.document_id]
    )
    assert desk.replies.states() == []
    assert not desk.documents.delete(paper.document_id), "it is still named"


async def test_a_refused_message_is_being_written_again(
    desk: Desk, ministry: ModelMinistry, store: RecordStore
) -> None:
    message = desk.messages.send("case", "Bonjour", "fr")
    assert {case: [each.id for each in waiting] for case, waiting in desk.messages.undelivered().items()} == {
        "case": [message.id]
    }
    with pytest.raises(NotReopenableError):
        desk.messages.reopen(message.id)
    ministry.trouble_of[message.id] = Trouble.REFUSED
    await desk.drain()
    (refused,) = desk.messages.undelivered()["case"]
    assert (refused.kind, refused.state) == (MESSAGE, SendState.NEEDS_ATTENTION)
    desk.messages.reopen(message.id)
    assert UnsentRepository(store).get(message_id("case")) == Unsent(message_id("case"), "Bonjour")
    assert desk.messages.thread("case") == []
    assert desk.messages.undelivered() == {}


async def test_what_the_person_knows_of_is_called_for_no_more(desk: Desk) -> None:
    desk.cases.keep(DECIDED, "etag")
    reply = desk.replies.send("case", "ask", [], "Voici.")
    await desk.drain()
    assert desk.replies.note_refusal(reply.id).ids(REPLY) == {reply.id}
    (state,) = desk.replies.states()
    assert state.noted
    assert desk.reply_to("ask").problem == ProblemType.CASE_DECIDED
    assert desk.replies.get(reply.id) == reply


async def test_a_request_under_a_taken_id_is_written_again_under_another(
    desk: Desk, ministry: ModelMinistry
) -> None:
    draft = desk.write(b"page")
    ministry.bodies[draft.id] = ("another request", None)
    desk.send(draft)
    await desk.drain()
    assert desk.problem(draft.id) == "conflict"
    again = desk.requests.reopen(draft.id)
    assert again.id != draft.id
    assert (again.inputs, again.papers) == (draft.inputs, draft.papers)
    desk.send(again)
    await desk.drain()
    assert desk.state(again.id) is SendState.SENT
