"""Facts with their basis: what is not verified is shown as to be confirmed, never as certain."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from i18n import Words
from screens.components import layout, text
from screens.components.item import item
from screens.components.notice import Tone, tag
from services.models.catalogue import (
    AppealRoute,
    AppealStep,
    Basis,
    Catalogue,
    Fact,
    Paper,
    Service,
    TimeLimit,
)


def agency_names(service: Service, catalogue: Catalogue, t: Words) -> str:
    """Return who handles a service, each by full and short name."""
    agencies = [catalogue.agencies[key] for key in service.agencies if key in catalogue.agencies]
    return t.list([f"{t.text(agency.name)} ({agency.short})" for agency in agencies])


def to_confirm(t: Words) -> ft.Control:
    return layout.row([tag(t("To be confirmed with the agency"), Tone.ATTENTION)])


def _law(of: Fact | TimeLimit | AppealStep, t: Words) -> list[ft.Control]:
    return [text.secondary(t("Source: {source}", source=t.quotation(of.law_text, of.law)))] if of.law else []


def _fact(fact: Fact | TimeLimit, t: Words) -> ft.Control:
    return item([text.body(t.text(fact.text)), *_law(fact, t)])


def paper_name(paper: Paper, t: Words) -> str:
    label = t.text(paper.label)
    return label if paper.required else t("{paper} (if it applies to you)", paper=label)


def _paper(paper: Paper, t: Words) -> ft.Control:
    lines: list[ft.Control] = [text.strong(paper_name(paper, t))]
    return item([*lines, *(text.body(t.text(words)) for words in (paper.help, paper.note) if words)])


def unconfirmed(service: Service, t: Words) -> str:
    """Name what is not verified among papers and time limits."""
    named = [paper for paper in service.papers if paper.basis is not Basis.VERIFIED]
    parts = (
        [t("the papers")]
        if len(named) == len(service.papers) > 1
        else [paper_name(each, t) for each in named]
    )
    if any(limit.basis is not Basis.VERIFIED for limit in service.time_limits):
        parts.append(t("the time limits"))
    return t.list(parts)


def section(items: Sequence[Fact | TimeLimit | Paper], catalogue: Catalogue, t: Words) -> list[ft.Control]:
    """Show items, the verified ones first, then the sources of all."""
    certain = [each for each in items if each.basis is Basis.VERIFIED]
    others = [each for each in items if each.basis is not Basis.VERIFIED]
    rows = [_paper(each, t) if isinstance(each, Paper) else _fact(each, t) for each in certain]
    if others:
        rows.append(to_confirm(t))
        rows += [_paper(each, t) if isinstance(each, Paper) else _fact(each, t) for each in others]
    keys = dict.fromkeys(source for each in items for source in each.sources)
    sources = [catalogue.sources[key] for key in keys if key in catalogue.sources]
    titles = [t.quotation(source.title_text, source.title) for source in sources]
    if titles:
        # Each in a line of its own: two French titles that share one change places on an Arabic screen.
        listed = titles[0] if len(titles) == 1 else "\n".join(["", *titles])
        rows.append(text.secondary(t.n("Source: {titles}", "Sources: {titles}", len(titles), titles=listed)))
    return rows


def appeal(route: AppealRoute, t: Words) -> list[ft.Control]:
    rows: list[ft.Control] = [] if route.basis is Basis.VERIFIED else [to_confirm(t)]
    rows.append(text.body(t.text(route.about)))
    for number, step in enumerate(route.steps, start=1):
        when = t.n("Within {count} day", "Within {count} days", step.file_within_days)
        rows.append(
            item(
                [
                    text.strong(t.text(step.to)),
                    text.body(f"{when}. {t.text(step.how)}"),
                    *_law(step, t),
                ],
                number,
            )
        )
    return rows + [text.secondary(t.text(note)) for note in route.notes]
