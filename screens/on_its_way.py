"""How far something is that a person wrote and sends: kept here, waiting, sent, or why it was not accepted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from i18n import Words, problems
from screens import routes
from screens.components import button, layout, text
from screens.components.notice import Tone, notice, tag
from screens.context import Handler, use_actions, use_guard
from services.models.outbox import Sending, SendState

UNREACHABLE = "unreachable"
"""Problem of a record that nothing but the missing network keeps from being sent."""
DATA_SAVING = "data-saving"
"""Problem of a record that waits because its papers are large."""
FROM_ARCHIVE = "from-archive"
"""Problem of a record that came with an archive, and waits for the person's word."""


@dataclass(frozen=True, slots=True)
class SendingWays:
    """What a person can do about something that does not go by itself."""

    sign_in: Handler
    correct: Callable[[str], Handler]
    send_now: Callable[[Sending], Handler]


def use_ways(correct: Callable[[str], Awaitable[object]]) -> SendingWays:
    """Return the ways, of which `correct` opens a refused record again."""
    actions, guard = use_actions(), use_guard()
    return SendingWays(
        sign_in=guard(lambda: actions.go(routes.SIGN_IN)),
        correct=lambda record_id: guard(lambda: correct(record_id)),
        send_now=lambda sending: guard(lambda: actions.cases.send_now(sending)),
    )


def on_its_way(
    sending: Sending, ways: SendingWays, name: str, t: Words, received: str, refused: str
) -> list[ft.Control]:
    """Return what is said of a sending.

    `name` tells its buttons from others; `received` and `refused` are the words for these states.
    """

    def way(words: str, handler: Handler) -> ft.Control:
        return button.secondary(words, handler, spoken=f"{words}: {name}")

    match sending.state:
        case SendState.SENT:
            return [text.secondary(received)]
        case SendState.SENDING:
            return [text.secondary(t("Being sent"))]
        case SendState.NEEDS_SIGN_IN:
            asked = tag(t("Sign in to send what you wrote"), Tone.ATTENTION)
            return [layout.row([asked]), way(t("Sign in"), ways.sign_in)]
        case SendState.HELD:
            words = held_words(sending, t) if sending.problem else t("What you wrote waits for your word")
            go = way(t("Send it now"), ways.send_now(sending))
            return [layout.row([tag(words, Tone.ATTENTION)]), go]
        case SendState.NEEDS_ATTENTION:
            said = problems.describe_sending(sending, t)
            correct = way(t("Correct and send again"), ways.correct(sending.id))
            lines = [said.title, said.text, said.next_step]
            return [notice(refused, lines=lines, tone=Tone.ERROR, live=True, actions=[correct])]
        case _:
            away = sending.problem is None or sending.problem == UNREACHABLE
            waits = t("Saved on this device, waits for the network")
            told = waits if away else problems.describe(sending.problem or "", t).title
            return [layout.row([tag(told, Tone.ATTENTION)])]


def held_words(sending: Sending | None, t: Words) -> str:
    """Say why something that is held is not sent."""
    problem = sending.problem if sending else None
    if problem == FROM_ARCHIVE:
        return t("Came with an archive, not sent")
    return t("Waits to save data") if problem == DATA_SAVING else t("Held by you")
