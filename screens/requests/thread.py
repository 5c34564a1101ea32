"""One message of a thread, with its own state: kept here, waiting, sent, answered, or why it was not accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from i18n import Words
from screens.aloud import when_asked
from screens.components import layout, text
from screens.components.notice import Tone, notice
from screens.given import ThreadMessage
from screens.on_its_way import SendingWays, on_its_way
from services.models.outbox import SendState


def shown(item: ThreadMessage, thread: Sequence[ThreadMessage], ways: SendingWays, t: Words) -> ft.Control:
    """Show a message in its card; an own one with its state."""
    message = item.message
    mine = message.sender == "person"
    details = [t("You") if mine else t("The agency"), t.date_time(message.sent_at)]
    said = layout.merged(
        [text.secondary(" · ".join(details)), when_asked(text.body(t.isolate(message.text)))]
    )
    parts = [said]
    if item.sending is not None:
        answered = t("Answered") if _is_answered(item, thread) else t("Received by the agency")
        refused_words = t("This message could not be sent")
        parts += on_its_way(item.sending, ways, t.date_time(message.sent_at), t, answered, refused_words)
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
