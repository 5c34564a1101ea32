"""The decision: the outcome, the reasons, what comes next, its papers, and how to appeal."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.banner import banner
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.context import (
    Handler,
    use_actions,
    use_changes,
    use_guard,
    use_loaded,
    use_news,
    use_ui,
    use_value,
)
from screens.given import OpenRequest
from screens.requests.appeals import AppealHandlers, appeal_ways, to_confirm
from screens.requests.standing import decided
from services.models.case import CasePaper, Outcome
from services.models.catalogue import Fact

_NONE_OPEN: frozenset[str] = frozenset()


@ft.component
def DecisionScreen() -> ft.View:
    request_id = ft.use_route_params().get("request_id", "")
    ui, actions, guard, changes, news = use_ui(), use_actions(), use_guard(), use_changes(), use_news()
    t = ui.words
    loaded = use_loaded(lambda: actions.requests.open(request_id), [request_id, changes.cases])
    back = routes.request(request_id)
    request = loaded.value
    case = request.case if request else None
    decision = case.decision if case else None

    async def read() -> None:
        if decision is not None:
            await actions.cases.read_decision(request_id)

    opened, set_opened = use_value(_NONE_OPEN)
    ft.use_effect(read, [request_id, decision is not None and decision.decided_at])
    if request is None or case is None or decision is None:
        none_yet = notice(t("There is no decision yet."), tone=Tone.ATTENTION)
        return screen(t("Decision"), not_shown(loaded, t("One moment…"), none_yet), back=back)

    def to(route: str) -> Handler:
        return guard(lambda: actions.go(route))

    def saves(paper: CasePaper) -> Handler:
        async def save() -> None:
            data = await actions.cases.paper(request_id, paper.id)
            if await actions.files.save(f"Qarib-{case.reference}.pdf", data):
                news.say(t("The paper is saved."))

        return guard(save)

    outcome = decided(decision, t)
    of_what = [t.text(request.service.name)] if request.service else []
    content: list[ft.Control] = [
        when_asked(banner(outcome.title, outcome.tone, of_what, icon=outcome.icon)),
        text.heading(t("The reasons"), 2),
        when_asked(text.body(t.written_in(decision.reasons_language, decision.reasons))),
    ]
    if decision.outcome is not Outcome.REFUSED:
        content += _next(request, t)
    content += [_paper(paper, saves(paper), t) for paper in decision.papers]
    if request.appeals and decision.outcome is not Outcome.ACCEPTED:
        content.append(text.heading(t("If you do not agree"), 2))
        handlers = AppealHandlers(
            write=lambda key: to(routes.appeal(request_id, key)),
            turn=lambda key: lambda: set_opened(opened ^ {key}),
        )
        content += appeal_ways(request.appeals, handlers, opened, t, simple=ui.comfort.simple)
    content += _to_ask(request, to(routes.messages(request_id)), t)
    return screen(t("Decision"), content, back=back)


def _next(request: OpenRequest, t: Words) -> list[ft.Control]:
    """Say what facts tell of the time after a grant."""
    facts = request.service.facts if request.service else []
    after = [fact for fact in facts if fact.stage == "accepted"]
    shown = [each for fact in after for each in _fact(fact, t)]
    letter = text.body(t("The letter of the decision says what happens now, and when."))
    return [text.heading(t("What happens now"), 2), *shown, letter]


def _paper(paper: CasePaper, save: Handler, t: Words) -> ft.Control:
    label = t("Save: {paper} ({size})", paper=t.text(paper.title), size=t.file_size(paper.size))
    return button.secondary(label, save, icon=ft.Icons.DOWNLOAD)


def _to_ask(request: OpenRequest, write: Handler, t: Words) -> list[ft.Control]:
    """Show where to ask: in writing always, else as facts tell it."""
    contacts = [agency.contact for agency in request.agencies if agency.contact]
    by_other_means = [each for contact in contacts for each in _fact(contact, t)]
    ask = button.secondary(t("Write a message to the agency"), write, icon=ft.Icons.MAIL_OUTLINE)
    return [text.heading(t("A question?"), 2), ask, *by_other_means]


def _fact(fact: Fact, t: Words) -> list[ft.Control]:
    return [layout.lines([text.body(t.text(fact.text)), *to_confirm(fact.basis, t)], 4)]
