"""One request after it was sent: where it is, its reference, what the agency asks, and its decision."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import Words, problems
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.banner import banner
from screens.components.chain import chain
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.context import (
    Handler,
    use_actions,
    use_box,
    use_changes,
    use_loaded,
    use_sendings,
    use_ui,
)
from screens.given import OpenRequest
from screens.requests.asked import asked
from screens.requests.reference import reference
from screens.requests.row import clock_words
from screens.requests.standing import Standing, standing
from screens.requests.steps import in_groups, steps_of
from screens.requests.ways import RequestWays, use_request_ways
from screens.requests.wrong import Wrong, use_wrong, wrong_notice
from services.models.case import Case
from services.models.outbox import Sending, SendState

_NOT_KNOWN: bool | None = None


@ft.component
def RequestScreen() -> ft.View:
    request_id = ft.use_route_params().get("request_id", "")
    ui, actions, changes, sendings = use_ui(), use_actions(), use_changes(), use_sendings()
    loaded = use_loaded(
        lambda: actions.requests.open(request_id), [request_id, changes.requests, changes.cases]
    )
    ft.use_effect(
        lambda: actions.cases.watch(request_id),
        [request_id],
        cleanup=lambda: actions.cases.unwatch(request_id),
    )
    request, t = loaded.value, ui.words
    sending = sendings.by_id.get(request_id, request.sending if request else None)
    wrong = use_wrong(request, sending)
    ways = use_request_ways(request_id)
    leads, seen = use_box(_NOT_KNOWN), use_box("")
    if request is None:
        gone = notice(t("This request is not on this device."), tone=Tone.ATTENTION)
        return screen(t("My request"), not_shown(loaded, t("One moment…"), gone), back=routes.REQUESTS)

    stands = standing(request, sending, wrong, t)
    seen.value = seen.value or stands.title
    # A decision is said as it comes, not again to who comes for it.
    live = wrong.is_news if wrong else stands.title != seen.value or not _is_decided(request)
    calls = _overtaken(request, wrong, ways, t) + _decision(request, ways, t)
    calls += asked(request, ways.reply, t) + _unsent(request, ways.to, t)
    if leads.value is None:
        leads.value = bool(calls)
    thread = [_thread(request.case, ways.to(routes.messages(request_id)), t)] if request.case else []
    content = [_banner(request, stands, _resolve(request, sending, ways, t), t, live=live)]
    # What a person finds as they come leads; what arrives while they look moves nothing from under a finger.
    content += [*calls, *thread] if leads.value else [*thread, *calls]
    if request.reference is None or not ui.comfort.simple:
        content += [text.heading(t("Where it is"), 2), chain(steps_of(request, sending, t), t)]
    content += _hold(request, sending, ways, t) + _troubles(request, sending, t)
    content += _links(request, ways, t)
    title = t.text(request.service.name) if request.service else t("My request")
    return screen(title, content, back=routes.REQUESTS)


def _is_decided(request: OpenRequest) -> bool:
    return request.case is not None and request.case.is_decided


def _banner(
    request: OpenRequest, stands: Standing, actions: list[ft.Control], t: Words, *, live: bool
) -> ft.Control:
    below: list[ft.Control] = []
    is_quiet = _is_decided(request) or stands.tone is not Tone.UNDER_WAY
    if request.reference is not None:
        below.append(_reference(request.reference, t, arrives=not is_quiet))
    shown = banner(stands.title, stands.tone, stands.lines, [*below, *actions], live=live, icon=stands.icon)
    return when_asked(shown) if _is_decided(request) else shown


def _reference(of: str, t: Words, *, arrives: bool) -> ft.Control:
    """Show the reference, which is news when a request `arrives`."""
    if not arrives:
        shown = text.secondary(t("Reference {reference}", reference=t.ltr(of)))
        said = t("Reference {reference}", reference=in_groups(of))
        return layout.announced(said, shown, live=False)
    return reference(of, t)


def _resolve(request: OpenRequest, sending: Sending | None, ways: RequestWays, t: Words) -> list[ft.Control]:
    """Return what helps a request on its way."""
    if request.reference is not None:
        return []
    match sending.state if sending else None:
        case SendState.NEEDS_SIGN_IN:
            return [button.primary(t("Sign in"), ways.to(routes.SIGN_IN))]
        case SendState.NEEDS_ATTENTION:
            return [button.primary(t("Open and correct"), ways.reopen)]
        case SendState.HELD:
            return [button.secondary(t("Send it now"), ways.resume, icon=ft.Icons.PLAY_ARROW)]
        case _:
            return []


def _overtaken(request: OpenRequest, wrong: Wrong | None, ways: RequestWays, t: Words) -> list[ft.Control]:
    """Show that this version was refused, where another one arrived."""
    if request.reference is None or wrong is None:
        return []
    return [wrong_notice(wrong, Tone.ERROR, t, [button.primary(t("Open and correct"), ways.reopen)])]


def _thread(case: Case, open_it: Handler, t: Words) -> ft.Control:
    label = t("Messages about this request")
    if unread := case.unread_messages:
        label = t.n(
            "Messages about this request ({count} new)", "Messages about this request ({count} new)", unread
        )
    return button.secondary(label, open_it, icon=ft.Icons.MAIL_OUTLINE)


def _decision(request: OpenRequest, ways: RequestWays, t: Words) -> list[ft.Control]:
    """Show the way to the decision and the last day of appeals."""
    if request.case is None or request.case.decision is None:
        return []
    read = button.primary(t("Read the decision"), ways.to(routes.decision(request.id)))
    if request.clock is None:
        return [read]
    return [when_asked(layout.card(layout.lines([text.strong(clock_words(request.clock, t)), read], 12)))]


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


def _hold(request: OpenRequest, sending: Sending | None, ways: RequestWays, t: Words) -> list[ft.Control]:
    waits = sending is not None and sending.state in (SendState.WAITING, SendState.SENDING)
    if request.reference is not None or not waits:
        return []
    return [button.secondary(t("Hold this request"), ways.hold, icon=ft.Icons.PAUSE)]


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


def _links(request: OpenRequest, ways: RequestWays, t: Words) -> list[ft.Control]:
    """Return the quiet ways at the end, as to the receipt."""
    sent = button.link(
        t("What you sent"), ways.to(routes.sent(request.id)), icon=ft.Icons.DESCRIPTION_OUTLINED
    )
    if request.reference is None:
        return [sent]
    told = []
    if request.case is not None and request.case.receipt is None:
        told = [text.secondary(t("The ministry is preparing the receipt. It comes by itself."))]
    elif not request.receipt_is_here:
        told = [text.secondary(t("The receipt is not on this device yet. It comes with the network."))]
    return [
        layout.lines(
            [sent, button.link(t("Save the receipt (PDF)"), ways.save_receipt, icon=ft.Icons.DOWNLOAD), *told]
        )
    ]
