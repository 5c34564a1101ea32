"""What the agency asks for, and the state of the person's reply: on the page of a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from i18n import Words, problems
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.notice import Tone, notice
from screens.context import Handler
from screens.given import OpenRequest
from screens.on_its_way import UNREACHABLE
from services.models.case import Ask
from services.models.outbox import Sending, SendState
from services.models.reply import OpenReply

_DAMAGED = "damaged-record"


@dataclass(frozen=True, slots=True)
class ReplyWays:
    """What a person can do about an ask or a reply. Each gives a handler."""

    to: Callable[[str], Handler]
    correct: Callable[[OpenReply], Handler]
    send_now: Callable[[Sending], Handler]
    note: Callable[[OpenReply], Handler]


def asked(request: OpenRequest, ways: ReplyWays, t: Words) -> list[ft.Control]:
    """Show every open ask and every reply that is not settled."""
    case = request.case
    if case is None:
        return []
    still_open = {ask.id for ask in case.open_asks}
    found: list[ft.Control] = []
    for ask in case.asks:
        reply = request.replies.get(ask.id)
        if reply is not None:
            if not (case.is_decided and reply.state.sending.state is SendState.SENT):
                can_correct = ask.id in still_open and not reply.state.is_late
                found.append(_replied(ask, reply, can_correct, request, ways, t))
        elif ask.id in still_open:
            found.append(_ask(ask, request, ways, t))
        elif ask.id in request.begun:
            found.append(_begun(ask, request, ways, t))
    return found


def _ask(ask: Ask, request: OpenRequest, ways: ReplyWays, t: Words) -> ft.Control:
    """Show which paper, why and by when: the next step."""
    lines: list[ft.Control] = [text.heading(t.text(ask.label), 3)]
    if ask.due_on:
        lines.append(text.strong(t("Before {date}", date=t.date(ask.due_on))))
    lines.append(text.body(t.written_in(ask.reason_language, ask.reason)))
    lines.append(_filled(t("Send this paper"), ask, ways.to(routes.ask(request.id, ask.id)), t))
    return when_asked(layout.card(layout.lines(lines, 12)))


def _begun(ask: Ask, request: OpenRequest, ways: ReplyWays, t: Words) -> ft.Control:
    """Show what was being written when the decision came."""
    look = button.secondary(
        t("See what you wrote"),
        ways.to(routes.ask(request.id, ask.id)),
        spoken=_of(t("See what you wrote"), ask, t),
    )
    return notice(
        t("This paper is no longer asked."),
        lines=[t.text(ask.label), t("The case is decided. What you began to write is kept here.")],
        tone=Tone.ATTENTION,
        actions=[look],
    )


def _replied(
    ask: Ask, reply: OpenReply, can_correct: bool, request: OpenRequest, ways: ReplyWays, t: Words
) -> ft.Control:
    sending = reply.state.sending
    label = t.text(ask.label)
    match sending.state:
        case SendState.SENT:
            return notice(t("Your answer was sent."), lines=[label], live=True)
        case SendState.SENDING:
            return notice(
                t("Your answer is being sent."),
                lines=[label],
                tone=Tone.UNDER_WAY,
                icon=ft.Icons.UPLOAD,
                live=True,
            )
        case SendState.NEEDS_ATTENTION:
            return _refused(ask, reply, can_correct, request, ways, t)
        case SendState.NEEDS_SIGN_IN:
            return notice(
                t("Sign in to send your answer."),
                lines=[label, t("What you wrote is kept here. It leaves once you are signed in.")],
                tone=Tone.ATTENTION,
                actions=[_filled(t("Sign in"), ask, ways.to(routes.SIGN_IN), t)],
            )
        case SendState.HELD:
            why = problems.describe(sending.problem, t) if sending.problem else None
            return notice(
                t("Your answer is not sent yet: it waits for your word."),
                lines=[label, *((why.text, why.next_step) if why else ())],
                tone=Tone.ATTENTION,
                actions=[_filled(t("Send it now"), ask, ways.send_now(sending), t)],
            )
        case _:
            return _waiting(sending, label, t)


def _waiting(sending: Sending, label: str, t: Words) -> ft.Control:
    lines = [label]
    if sending.problem is not None and sending.problem != UNREACHABLE:
        said = problems.describe(sending.problem, t)
        lines += [said.title, said.next_step]
    return notice(
        t("Your answer is kept and leaves with the network."),
        lines=lines,
        tone=Tone.ATTENTION,
        icon=ft.Icons.SCHEDULE,
        live=True,
    )


def _refused(
    ask: Ask, reply: OpenReply, can_correct: bool, request: OpenRequest, ways: ReplyWays, t: Words
) -> ft.Control:
    """Say why a reply was refused, and what to do."""
    said = problems.describe_sending(reply.state.sending, t)
    lines = [t.text(ask.label), said.title, said.text]
    actions: list[ft.Control] = []
    if can_correct:
        lines.append(said.next_step)
        if reply.state.sending.problem == _DAMAGED:
            actions.append(_filled(t("Send this paper"), ask, ways.to(routes.ask(request.id, ask.id)), t))
        else:
            actions.append(_filled(t("Correct and send again"), ask, ways.correct(reply), t))
    else:
        if reply.note:
            lines.append(t("What you wrote: {words}", words=t.isolate(reply.note)))
        if reply.papers:
            lines.append(t.n("{count} paper is kept here.", "{count} papers are kept here.", reply.papers))
        lines.append(said.next_step if reply.state.is_late else t("Write a message to the agency."))
        actions.append(_filled(t("Write a message"), ask, ways.to(routes.messages(request.id)), t))
    if not can_correct and not reply.state.noted:
        actions.append(
            button.secondary(
                t("I have read this"), ways.note(reply), spoken=_of(t("I have read this"), ask, t)
            )
        )
    return notice(
        t("Your answer could not be sent"), lines=lines, tone=Tone.ERROR, live=True, actions=actions
    )


def _filled(words: str, ask: Ask, on_click: Handler, t: Words) -> ft.Control:
    """Named by its paper too: two papers may be asked for."""
    return button.primary(words, on_click, spoken=_of(words, ask, t))


def _of(words: str, ask: Ask, t: Words) -> str:
    return f"{words}: {t.text(ask.label)}"
