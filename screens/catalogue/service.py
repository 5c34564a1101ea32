"""One service: what it is, how long it takes, what is needed, and the start; the rest is folded below."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from functools import partial

import flet as ft

from i18n import Words
from i18n.terms import Term
from screens import routes
from screens.catalogue import facts
from screens.components import button, layout, text
from screens.components.fold import Fold
from screens.components.frame import not_shown, screen
from screens.components.item import item
from screens.components.notice import Tone, notice
from screens.components.pictogram import pictures
from screens.components.terms import Terms, terms_of
from screens.context import Handler, use_actions, use_changes, use_guard, use_loaded, use_ui, use_value
from screens.given import RequestRow
from screens.room import Room
from services.models.catalogue import Catalogue
from services.models.catalogue import Service as ServiceModel


@ft.component
def ServiceScreen() -> ft.View:
    service_id = ft.use_route_params().get("service_id", "")
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()
    t = ui.words
    loaded = use_loaded(actions.services.load, [changes.catalogue])
    draft = use_loaded(lambda: actions.requests.latest_draft(service_id), [changes.drafts])
    # Where there is room beside what leads, who may ask is open at first.
    unfolded, set_unfolded = use_value(frozenset({0} if ui.room is Room.DESKTOP else ()))
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

    simple, wide = ui.comfort.simple, ui.room is Room.DESKTOP

    def turn(place: int) -> None:
        set_unfolded(lambda before: before ^ {place})

    content = pictures(service.pictogram, large=True) if simple else []
    content += [text.body(t.text(service.summary)), *_needed(service, t, simple=simple)]
    content += _starting(draft.value, guard, actions.go, start, t, simple=simple)
    more = [] if simple else _more(service, loaded.value, unfolded, turn, t)
    shown = [layout.beside(content, more)] if wide and more else [*content, *more]
    return screen(t.text(service.name), shown, back=routes.SERVICES, wide=wide and not simple)


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


def _needed(service: ServiceModel, t: Words, *, simple: bool) -> list[ft.Control]:
    """Show time limits, papers by name, and what is not sure."""
    content: list[ft.Control] = []
    if service.time_limits and not simple:
        # The first of each kind; all of them are below, with their laws.
        first = {limit.kind: limit for limit in reversed(service.time_limits)}
        lines = [text.heading(t("Time limits"), 2)]
        content.append(layout.stack([*lines, *(text.body(t.text(limit.text)) for limit in first.values())]))
    if service.papers:
        names = [item([text.body(facts.paper_name(paper, t))]) for paper in service.papers]
        content.append(layout.stack([text.heading(t("Papers to prepare"), 2), *names], 4))
    else:
        content.append(text.body(t("No paper is asked for this request.")))
    if doubtful := facts.unconfirmed(service, t):
        content.append(text.secondary(t("To be confirmed with the agency: {what}", what=doubtful)))
    return content


def _more(
    service: ServiceModel, catalogue: Catalogue, unfolded: Set[int], turn: Callable[[int], None], t: Words
) -> list[ft.Control]:
    """Fold the facts with their sources, under what they answer.

    `unfolded` are the places of those that are open.
    """
    who = facts.section(service.who, catalogue, t)
    if names := facts.agency_names(service, catalogue, t):
        who.append(text.body(t("Handled by: {agency}", agency=names)))
    appeals = (catalogue.appeals[key] for key in service.appeals if key in catalogue.appeals)
    sections = [
        (t("Who can ask"), who),
        (t("The papers in detail"), facts.section(service.papers, catalogue, t)),
        (t("The time limits in detail"), facts.section(service.time_limits, catalogue, t)),
        (t("Good to know"), facts.section(service.facts, catalogue, t)),
        (t("If the answer is no"), [row for route in appeals for row in facts.appeal(route, t)]),
    ]
    folds: list[ft.Control] = [
        Fold(title, rows, place in unfolded, partial(turn, place))
        for place, (title, rows) in enumerate(sections)
        if rows
    ]
    terms = _terms(service, t)
    if terms:
        folds.append(Terms(terms, t))
    return [layout.stack(folds)]


def _terms(service: ServiceModel, t: Words) -> Sequence[Term]:
    """Return the technical terms of the whole page."""
    said = [service.name, service.summary]
    said += [fact.text for fact in (*service.who, *service.facts)]
    said += [limit.text for limit in service.time_limits]
    said += [part for paper in service.papers for part in (paper.label, paper.help, paper.note) if part]
    return terms_of(*map(t.text_in, said))
