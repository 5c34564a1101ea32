"""One request after it was sent: where it is, its reference, what the agency asks, and its decision."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import Words, problems
from screens import routes
from screens.aloud import when_asked
from screens.components import button, text
from screens.components.chain import chain
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.context import (
    Handler,
    use_actions,
    use_box,
    use_changes,
    use_guard,
    use_loaded,
    use_news,
    use_sendings,
    use_ui,
)
from screens.given import OpenRequest
from screens.requests.asked import ReplyWays, asked
from screens.requests.reference import reference
from screens.requests.row import clock_words, outcome_tone, outcome_words
from screens.requests.steps import steps_of
from screens.requests.wrong import Wrong, use_wrong, wrong_notice
from services.models.case import Case, CaseState
from services.models.outbox import Sending, SendState
from services.models.reply import OpenReply

_NOT_KNOWN: bool | None = None


@ft.component
def RequestScreen() -> ft.View:
    request_id = ft.use_route_params().get("request_id", "")
    ui, actions, guard, changes, news = use_ui(), use_actions(), use_guard(), use_changes(), use_news()
    sendings = use_sendings()
    t = ui.words
    loaded = use_loaded(
        lambda: actions.requests.open(request_id), [request_id, changes.requests, changes.cases]
    )
    ft.use_effect(
        lambda: actions.cases.watch(request_id),
        [request_id],
        cleanup=lambda: actions.cases.unwatch(request_id),
    )
    request = loaded.value
    sending = sendings.by_id.get(request_id, request.sending if request else None)
    wrong = use_wrong(request, sending)
    leads = use_box(_NOT_KNOWN)
    if request is None:
        gone = notice(t("This request is not on this device."), tone=Tone.ATTENTION)
        return screen(t("My request"), not_shown(loaded, t("One moment…"), gone), back=routes.REQUESTS)

    def to(route: str) -> Handler:
        return guard(lambda: actions.go(route))

    async def reopen() -> None:
        draft_id = await actions.requests.reopen(request_id)
        actions.go(routes.draft(draft_id))

    async def save_receipt() -> None:
        pdf = await actions.requests.receipt_pdf(request_id)
        if pdf is None:
            news.say(t("The ministry is preparing the receipt. It comes by itself."))
        elif await actions.files.save(f"Qarib-{request.reference}.pdf", pdf):
            news.say(t("The receipt is saved."))

    async def correct(reply: OpenReply) -> None:
        await actions.cases.reopen_reply(reply.state.sending.id)
        actions.go(routes.ask(request_id, reply.state.ask_id))

    ways = ReplyWays(
        to=to,
        correct=lambda reply: guard(lambda: correct(reply)),
        send_now=lambda held: guard(lambda: actions.cases.send_now(held)),
        note=lambda reply: guard(lambda: actions.cases.note_refusal(reply.state.sending.id)),
    )
    hold = guard(lambda: actions.requests.hold(request_id))
    resume = guard(lambda: actions.requests.resume(request_id))

    receipt = _receipt(request, guard(save_receipt), t)
    calls = _calls(request, sending, wrong, to, guard(reopen), t)
    calls += _decision(request, to, t, is_news=leads.value is False)
    calls += asked(request, ways, t) + _unsent(request, to, t)
    if leads.value is None:
        leads.value = bool(calls)
    # What a person finds as they come leads; what arrives while they look moves nothing from under a finger.
    content: list[ft.Control] = [*calls, *receipt] if leads.value else [*receipt, *calls]
    content.append(text.heading(t("Where it is"), 2))
    content.append(chain(steps_of(request, sending, t), t, live=_tells(request, wrong)))
    content += _sending_controls(request, sending, hold, resume, t)
    content += _troubles(request, sending, t)
    if request.case is not None:
        content.append(_thread(request.case, to(routes.messages(request_id)), t))
    content.append(
        button.secondary(t("What you sent"), to(routes.sent(request_id)), icon=ft.Icons.DESCRIPTION_OUTLINED)
    )
    title = t.text(request.service.name) if request.service else t("My request")
    return screen(title, content, back=routes.REQUESTS)


def _thread(case: Case, open_it: Handler, t: Words) -> ft.Control:
    label = t("Messages about this request")
    if unread := case.unread_messages:
        label = t.n(
            "Messages about this request ({count} new)", "Messages about this request ({count} new)", unread
        )
    return button.secondary(label, open_it, icon=ft.Icons.MAIL_OUTLINE)


def _receipt(request: OpenRequest, save: Handler, t: Words) -> list[ft.Control]:
    if request.reference is None:
        return []
    content = [reference(request.reference, t)]
    if request.case is not None and request.case.receipt is None:
        content.append(text.body(t("The ministry is preparing the receipt. It comes by itself.")))
    elif not request.receipt_is_here:
        content.append(text.body(t("The receipt is not on this device yet. It comes with the network.")))
    return [*content, button.secondary(t("Save the receipt (PDF)"), save, icon=ft.Icons.DOWNLOAD)]


def _tells(request: OpenRequest, wrong: Wrong | None) -> bool:
    """True if the chain says a new step by itself."""
    if request.reference is None:
        return wrong is None
    case = request.case
    return case is not None and not case.is_decided and case.state is not CaseState.RECEIVED


def _calls(
    request: OpenRequest,
    sending: Sending | None,
    wrong: Wrong | None,
    to: Callable[[str], Handler],
    reopen: Handler,
    t: Words,
) -> list[ft.Control]:
    """Show on top what waits for the person."""
    calls: list[ft.Control] = []
    if sending is not None and request.reference is None and sending.state is SendState.NEEDS_SIGN_IN:
        calls.append(
            notice(
                t("Sign in to send this request."),
                lines=[t("Nothing is lost: it leaves as soon as you are signed in.")],
                tone=Tone.ATTENTION,
                actions=[button.primary(t("Sign in"), to(routes.SIGN_IN))],
            )
        )
    elif sending is not None and wrong is not None:
        refused = sending.state is SendState.NEEDS_ATTENTION
        tone, ways = (
            (Tone.ERROR, [button.primary(t("Open and correct"), reopen)]) if refused else (Tone.ATTENTION, [])
        )
        calls.append(wrong_notice(wrong, tone, t, ways))
    return calls


def _decision(
    request: OpenRequest, to: Callable[[str], Handler], t: Words, *, is_news: bool
) -> list[ft.Control]:
    """Show the outcome, and until when an appeal is possible.

    As news it says itself to a screen reader: the chain below may be out of sight, where nothing is said.
    """
    decision = request.case.decision if request.case else None
    if decision is None:
        return []
    tone = outcome_tone(decision.outcome)
    lines = [t.date_time(decision.decided_at)]
    if request.clock is not None:
        lines.append(clock_words(request.clock, t))
    told = notice(
        outcome_words(decision.outcome, t),
        lines=lines,
        tone=tone,
        live=is_news,
        icon=ft.Icons.GAVEL if tone is Tone.ATTENTION else None,
        actions=[button.primary(t("Read the decision"), to(routes.decision(request.id)))],
    )
    return [when_asked(told)]


def _unsent(request: OpenRequest, to: Callable[[str], Handler], t: Words) -> list[ft.Control]:
    """Show that messages do not go by themselves."""
    states = {message.state for message in request.messages}
    if SendState.NEEDS_ATTENTION in states:
        title, tone = t("A message could not be sent"), Tone.ERROR
    elif SendState.NEEDS_SIGN_IN in states:
        title, tone = t("Sign in to send what you wrote"), Tone.ATTENTION
    elif SendState.HELD in states:
        title, tone = t("What you wrote waits for your word"), Tone.ATTENTION
    else:
        return []
    see = button.secondary(t("See the message"), to(routes.messages(request.id)))
    return [notice(title, lines=[t("What you wrote is kept here.")], tone=tone, actions=[see])]


def _sending_controls(
    request: OpenRequest, sending: Sending | None, hold: Handler, resume: Handler, t: Words
) -> list[ft.Control]:
    if request.reference is not None or sending is None:
        return []
    if sending.state is SendState.HELD:
        return [button.secondary(t("Send it now"), resume, icon=ft.Icons.PLAY_ARROW)]
    if sending.state in (SendState.WAITING, SendState.SENDING):
        return [button.secondary(t("Hold this request"), hold, icon=ft.Icons.PAUSE)]
    return []


def _troubles(request: OpenRequest, sending: Sending | None, t: Words) -> list[ft.Control]:
    """Show what went wrong so far, while it is on the way."""
    if request.reference is not None or sending is None or not sending.troubles:
        return []
    lines: list[ft.Control] = [text.heading(t("What happened on the way"), 2)]
    for trouble in sending.troubles:
        since = t.date_time(trouble.since)
        tried = t.n("{date}, tried {count} time", "{date}, tried {count} times", trouble.times, date=since)
        lines.append(text.pair(tried, problems.describe(trouble.problem, t).title))
    return lines
