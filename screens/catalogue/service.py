"""One service: what it is, who may ask, what is needed, what the law gives, and the start of a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import flet as ft

from i18n import Words
from i18n.terms import Term
from screens import routes
from screens.catalogue import facts
from screens.components import button, text
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.components.pictogram import pictures
from screens.components.terms import Terms, terms_of
from screens.context import Handler, use_actions, use_changes, use_guard, use_loaded, use_ui
from screens.given import RequestRow
from services.models.catalogue import Catalogue
from services.models.catalogue import Service as ServiceModel


@ft.component
def Service() -> ft.View:
    service_id = ft.use_route_params().get("service_id", "")
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()
    t = ui.words
    loaded = use_loaded(actions.services.load, [changes.catalogue])
    draft = use_loaded(lambda: actions.requests.latest_draft(service_id), [changes.drafts])
    service = loaded.value.service(service_id) if loaded.value else None

    async def start() -> None:
        draft_id = await actions.drafts.start(service_id)
        actions.go(routes.draft(draft_id))

    if service is None or loaded.value is None:
        gone = notice(
            t("This service is no longer offered.")
            if loaded.value
            else t("The list of services is not on this device yet."),
            tone=Tone.ATTENTION,
        )
        return screen(t("Service"), not_shown(loaded, t("One moment…"), gone), back=routes.SERVICES)

    simple = ui.comfort.simple
    content = _briefly(service, t) if simple else _about(service, loaded.value, t)
    content += _starting(draft.value, guard, actions.go, start, t, simple=simple)
    return screen(t.text(service.name), content, back=routes.SERVICES)


def _starting(
    latest: RequestRow | None,
    guard: Callable[[Callable[..., object]], Handler],
    go: Callable[[str], None],
    start: Callable[..., object],
    t: Words,
    *,
    simple: bool,
) -> list[ft.Control]:
    """Offer an existing draft before a new one.

    Nobody should end with five drafts of one request.
    """
    if latest is None:
        return [button.primary(t("Start this request"), guard(start))]
    onward = button.primary(t("Continue my draft"), guard(lambda: go(routes.draft(latest.id))))
    if simple:
        return [onward]
    return [
        notice(
            t("You began this request."),
            lines=[t("Last change: {when}", when=t.date_time(latest.updated_at))],
        ),
        onward,
        button.secondary(t("Start another one"), guard(start)),
    ]


def _briefly(service: ServiceModel, t: Words) -> list[ft.Control]:
    """Show the little that is needed to begin: summary and papers."""
    content: list[ft.Control] = [*pictures(service.pictogram, large=True), text.body(t.text(service.summary))]
    if service.papers:
        content.append(text.heading(t("Papers to prepare"), 2))
        content += facts.papers(service.papers, t)
    return content


def _about(service: ServiceModel, catalogue: Catalogue, t: Words) -> list[ft.Control]:
    agencies = [catalogue.agencies[agency] for agency in service.agencies if agency in catalogue.agencies]
    names = t.list([f"{t.text(agency.name)} ({agency.short})" for agency in agencies])
    content: list[ft.Control] = [text.body(t.text(service.summary))]
    if names:
        content.append(text.secondary(t("Handled by: {agency}", agency=names)))
    terms = _terms(service, t)
    if terms:
        content.append(Terms(terms, t))
    sections: list[tuple[str, list[ft.Control]]] = [
        (t("Who can ask"), facts.section(service.who, catalogue, t)),
        (t("Papers to prepare"), facts.section(service.papers, catalogue, t)),
        (t("Time limits"), facts.section(service.time_limits, catalogue, t)),
        (t("Good to know"), facts.section(service.facts, catalogue, t)),
        (
            t("If the answer is no"),
            [
                row
                for key in service.appeals
                if key in catalogue.appeals
                for row in facts.appeal(catalogue.appeals[key], t)
            ],
        ),
    ]
    if not service.papers:
        sections[1] = (sections[1][0], [text.body(t("No paper is asked for this request."))])
    if not service.time_limits:
        sections[2] = (sections[2][0], [text.body(t("No time limit is known for this request."))])
    for title, rows in sections:
        if rows:
            content.append(text.heading(title, 2))
            content.extend(rows)
    return content


def _terms(service: ServiceModel, t: Words) -> Sequence[Term]:
    """Return the technical terms of the whole page."""
    said = [service.name, service.summary]
    said += [fact.text for fact in (*service.who, *service.facts)]
    said += [limit.text for limit in service.time_limits]
    said += [part for paper in service.papers for part in (paper.label, paper.help, paper.note) if part]
    return terms_of(*map(t.text_in, said))
