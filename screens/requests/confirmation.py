"""What is shown right after sending: how far it came, what happens next, and the usual time."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens import routes
from screens.catalogue import facts
from screens.components import button, layout, text
from screens.components.chain import chain
from screens.components.frame import not_shown, screen
from screens.components.item import item
from screens.components.notice import Tone, notice
from screens.components.pictogram import pictures
from screens.context import use_actions, use_changes, use_guard, use_loaded, use_sendings, use_ui
from screens.given import OpenRequest
from screens.requests.reference import reference
from screens.requests.steps import steps_of
from services.models.catalogue import Basis, Service
from services.models.outbox import Sending, SendState

_SENDING_STEPS = 3
"""Kept here, sent, received: the first steps of a request."""


@ft.component
def ConfirmationScreen() -> ft.View:
    request_id = ft.use_route_params().get("request_id", "")
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()
    sendings = use_sendings()
    t, simple = ui.words, ui.comfort.simple
    loaded = use_loaded(
        lambda: actions.requests.open(request_id), [request_id, changes.requests, changes.cases]
    )
    request = loaded.value
    if request is None:
        gone = notice(t("This request is not on this device."), tone=Tone.ATTENTION)
        return screen(t("My request"), not_shown(loaded, t("One moment…"), gone), back=routes.REQUESTS)
    sending = sendings.by_id.get(request_id, request.sending)
    content = [*pictures("folder_yes", large=True), *_state(request, sending, t)]
    if not simple:
        content += _next(request.service, t)
    follow = guard(lambda: actions.go(routes.request(request_id)))
    if request.reference is None and sending is not None and sending.state is SendState.NEEDS_SIGN_IN:
        content.append(button.primary(t("Sign in"), guard(lambda: actions.go(routes.SIGN_IN))))
        content.append(button.secondary(t("Follow this request"), follow))
    else:
        content.append(button.primary(t("Follow this request"), follow))
    return screen(t("Thank you, your request is complete"), content, back=routes.HOME)


def _state(request: OpenRequest, sending: Sending | None, t: Words) -> list[ft.Control]:
    """Show the reference once it is there, else how far sending is."""
    if request.reference is not None:
        return [layout.card(reference(request.reference, t), soft=True)]
    return [chain(steps_of(request, sending, t)[:_SENDING_STEPS], t, live=True)]


def _next(service: Service | None, t: Words) -> list[ft.Control]:
    steps = [
        t("The agency receives your request and reads it."),
        t("It may ask you for a paper, or write to you. You find it in your requests."),
        t("Its decision comes here, with the ways to contest it."),
    ]
    rows: list[ft.Control] = [text.heading(t("What happens next"), 2)]
    rows += [item([text.body(words)], number) for number, words in enumerate(steps, start=1)]
    usual = [limit for limit in service.time_limits if limit.kind == "reply"] if service else []
    rows.append(text.heading(t("The usual time"), 2))
    if not usual:
        return [*rows, text.body(t("No usual time is known for this request."))]
    rows += [text.body(t.text(limit.text)) for limit in usual]
    if any(limit.basis is not Basis.VERIFIED for limit in usual):
        rows.append(facts.to_confirm(t))
    return rows
