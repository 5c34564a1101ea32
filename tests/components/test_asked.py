"""The state of a reply on the page of its request: each in its colour, with what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import flet as ft
import pytest

from i18n.problems import describe_sending
from screens.components import layout
from screens.given import OpenRequest
from screens.requests.asked import ReplyWays, asked
from screens.theme import roles
from services.models.case import Ask, Case, CaseState, Decision, Outcome
from services.models.outbox import Sending, SendState
from services.models.reply import OpenReply, ReplyState
from tests.components.harness import Harness
from tests.components.stage import Stage

AT = "2026-11-22T09:30:00Z"
ASK = Ask("ask", "certificate", {"fr": "Arrêt de travail"}, "Coupé.", "fr", AT, due_on="2026-12-01")
CASE = Case("case", "QARB-0001", "sick_leave", CaseState.WAITING_FOR_PERSON, AT, AT, [], asks=[ASK])
DECIDED = replace(CASE, state=CaseState.DECIDED, decision=Decision(Outcome.REFUSED, AT, "", "fr"))
COLOURS = {
    SendState.WAITING: roles.ATTENTION_SOFT,
    SendState.SENDING: roles.CARD,
    SendState.NEEDS_SIGN_IN: roles.ATTENTION_SOFT,
    SendState.NEEDS_ATTENTION: roles.ERROR_SOFT,
    SendState.HELD: roles.ATTENTION_SOFT,
    SendState.SENT: roles.SOFT,
}
DO = {
    SendState.NEEDS_SIGN_IN: "Sign in",
    SendState.NEEDS_ATTENTION: "Correct and send again",
    SendState.HELD: "Send it now",
}
REFUSALS = [
    "validation",
    "conflict",
    "not-found",
    "paper-missing",
    "too-large",
    "document-damaged",
    "unexpected",
]


@pytest.fixture
async def ui() -> AsyncIterator[Harness]:
    async with Harness() as ui:
        yield ui


async def shows(ui: Harness, case: Case, sending: Sending | None) -> Stage:
    """Show the part of the page that is about asks."""
    stage = Stage()
    replies = {}
    if sending is not None:
        replies["ask"] = OpenReply(ReplyState("case", "ask", sending).within(case), "Voici.", 2)
    request = OpenRequest(
        "case", None, None, datetime(2026, 11, 21, tzinfo=UTC), "QARB-0001", AT, case, [], replies
    )

    async def nothing(_: object) -> None: ...

    ways = ReplyWays(lambda _: nothing, lambda _: nothing, lambda _: nothing, lambda _: nothing)
    await stage.show(ui, lambda: layout.stack(asked(request, ways, stage.t)))
    return stage


def grounds(ui: Harness) -> list[object]:
    return [each.bgcolor for each in ui.all(ft.Container) if each.border is not None]


@pytest.mark.parametrize("state", SendState)
async def test_every_state_has_its_colour_and_what_to_do(ui: Harness, state: SendState) -> None:
    stage = await shows(ui, CASE, Sending("reply", "r", state, problem="validation"))
    assert grounds(ui) == [COLOURS[state]]
    assert not ui.shows(stage.t("A paper is asked of you"))
    for message in DO.values():
        assert ui.has_button(stage.t(message)) is (DO.get(state) == message)


@pytest.mark.parametrize("problem", REFUSALS)
async def test_every_refusal_says_why_and_what_to_do(ui: Harness, problem: str) -> None:
    sending = Sending("reply", "r", SendState.NEEDS_ATTENTION, problem=problem)
    stage = await shows(ui, CASE, sending)
    said = describe_sending(sending, stage.t)
    assert grounds(ui) == [roles.ERROR_SOFT]
    for words in (said.title, said.text, said.next_step):
        assert ui.shows(words)
    assert ui.has_button(stage.t("Correct and send again"))


async def test_a_reply_that_does_not_open_any_more_is_asked_for_anew(ui: Harness) -> None:
    damaged = Sending("reply", "r", SendState.NEEDS_ATTENTION, problem="damaged-record")
    stage = await shows(ui, CASE, damaged)
    assert ui.has_button(stage.t("Send this paper"))
    assert not ui.has_button(stage.t("Correct and send again"))


@pytest.mark.parametrize("state", [state for state in SendState if state is not SendState.SENT])
async def test_after_the_decision_all_that_did_not_arrive_could_not_be_sent(
    ui: Harness, state: SendState
) -> None:
    stage = await shows(ui, DECIDED, Sending("reply", "r", state))
    assert grounds(ui) == [roles.ERROR_SOFT]
    assert ui.shows(stage.t("Your answer could not be sent"))
    assert ui.shows("Voici.")
    assert ui.has_button(stage.t("Write a message"))
    for message in ("Correct and send again", "Send it now", "Send this paper"):
        assert not ui.has_button(stage.t(message))


async def test_a_decided_case_asks_for_nothing(ui: Harness) -> None:
    stage = await shows(ui, DECIDED, None)
    assert grounds(ui) == []
    # The banner has the colour of what is asked: the card says which paper.
    await shows(ui, CASE, None)
    assert grounds(ui) == [roles.CARD]
    assert ui.shows(stage.t("Before {date}", date=stage.t.date("2026-12-01")))
