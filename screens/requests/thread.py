"""One message of a thread, with its own state: kept here, waiting, sent, answered, or why it was not accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flet as ft

from i18n import Words, problems
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.notice import Tone, notice, tag
from screens.context import Handler
from screens.given import ThreadMessage
from screens.requests.row import held_words
from screens.requests.steps import UNREACHABLE, moment
from services.models.outbox import Sending, SendState


@dataclass(frozen=True, slots=True)
class Ways:
    """What a person can do about a message that does not go by itself."""

    sign_in: Handler
    correct: Callable[[str], Handler]
    send_now: Callable[[Sending], Handler]


def shown(item: ThreadMessage, thread: Sequence[ThreadMessage], ways: Ways, t: Words) -> ft.Control:
    """Show a message in its card; an own one with its state."""
    message = item.message
    mine = message.sender == "person"
    details = [t("You") if mine else t("The agency"), t.date_time(moment(message.sent_at))]
    said = layout.merged(
        [text.secondary(" · ".join(details)), when_asked(text.body(t.isolate(message.text)))]
    )
    parts = [said]
    if item.sending is not None:
        parts += _state(item, item.sending, _is_answered(item, thread), ways, t)
    refused = item.sending is not None and item.sending.state is SendState.NEEDS_ATTENTION
    return layout.card(layout.stack(parts), soft=mine, wrong=refused)


@dataclass(frozen=True, slots=True)
class JustSent:
    """The message that was sent from this screen, and how many of the agency were here then."""

    message_id: str
    answers: int


def answers(thread: Sequence[ThreadMessage]) -> int:
    """Count the messages of the agency."""
    return sum(each.message.sender != "person" for each in thread)


def just_sent(thread: Sequence[ThreadMessage], sent: JustSent | None, t: Words) -> list[ft.Control]:
    """Show at the top what the message just sent has become."""
    if sent is None or answers(thread) > sent.answers:
        return []
    sendings = {each.message.id: each.sending for each in thread}
    sending = sendings.get(sent.message_id)
    match sending.state if sending else None:
        case SendState.WAITING:
            kept = t("Your message is kept and leaves with the network.")
            return [notice(kept, tone=Tone.ATTENTION, icon=ft.Icons.SCHEDULE, live=True)]
        case SendState.SENT:
            return [notice(t("Your message has arrived at the agency."), live=True)]
    return []


def _is_answered(item: ThreadMessage, thread: Sequence[ThreadMessage]) -> bool:
    """True if the agency wrote after it, as the thread shows them."""
    return answers(thread[thread.index(item) + 1 :]) > 0


def _state(item: ThreadMessage, sending: Sending, answered: bool, ways: Ways, t: Words) -> list[ft.Control]:
    match sending.state:
        case SendState.SENT:
            return [text.secondary(t("Answered") if answered else t("Received by the agency"))]
        case SendState.SENDING:
            return [text.secondary(t("Being sent"))]
        case SendState.NEEDS_SIGN_IN:
            return [
                layout.row([tag(t("Sign in to send what you wrote"), Tone.ATTENTION)]),
                button.secondary(t("Sign in"), ways.sign_in, spoken=_of(t("Sign in"), item, t)),
            ]
        case SendState.HELD:
            words = held_words(sending, t) if sending.problem else t("What you wrote waits for your word")
            return [
                layout.row([tag(words, Tone.ATTENTION)]),
                button.secondary(
                    t("Send it now"), ways.send_now(sending), spoken=_of(t("Send it now"), item, t)
                ),
            ]
        case SendState.NEEDS_ATTENTION:
            said = problems.describe_sending(sending, t)
            correct = button.secondary(
                t("Correct and send again"),
                ways.correct(item.message.id),
                spoken=_of(t("Correct and send again"), item, t),
            )
            lines = [said.title, said.text, said.next_step]
            title = t("This message could not be sent")
            return [notice(title, lines=lines, tone=Tone.ERROR, live=True, actions=[correct])]
        case _:
            away = sending.problem is None or sending.problem == UNREACHABLE
            waits = t("Saved on this device, waits for the network")
            told = waits if away else problems.describe(sending.problem or "", t).title
            return [layout.row([tag(told, Tone.ATTENTION)])]


def _of(words: str, item: ThreadMessage, t: Words) -> str:
    """Return a name that no other button of the thread has."""
    return f"{words}: {t.date_time(moment(item.message.sent_at))}"
