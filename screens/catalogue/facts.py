"""Facts with their basis: what is not verified is shown as to be confirmed, never as certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import flet as ft

from i18n import Words
from screens.components import layout, text
from screens.components.item import item
from screens.components.notice import Tone, tag
from services.models.catalogue import AppealRoute, AppealStep, Basis, Catalogue, Fact, Paper, TimeLimit


def _to_confirm(basis: Basis, t: Words) -> list[ft.Control]:
    if basis is Basis.VERIFIED:
        return []
    return [layout.row([tag(t("To be confirmed with the agency"), Tone.ATTENTION)])]


def _law(of: Fact | TimeLimit | AppealStep, t: Words) -> list[ft.Control]:
    return [text.secondary(t("Source: {source}", source=t.quotation(of.law_text, of.law)))] if of.law else []


def _fact(fact: Fact | TimeLimit, t: Words) -> ft.Control:
    return item([text.body(t.text(fact.text)), *_to_confirm(fact.basis, t), *_law(fact, t)])


def _paper(paper: Paper, t: Words) -> ft.Control:
    label = t.text(paper.label)
    lines: list[ft.Control] = [
        text.strong(label if paper.required else t("{paper} (if it applies to you)", paper=label))
    ]
    lines += [text.body(t.text(words)) for words in (paper.help, paper.note) if words]
    return item([*lines, *_to_confirm(paper.basis, t)])


def papers(needed: Sequence[Paper], t: Words) -> list[ft.Control]:
    """Their names only; what is not verified says so here too."""
    return [_paper(replace(paper, help=None, note=None), t) for paper in needed]


def section(items: Sequence[Fact | TimeLimit | Paper], catalogue: Catalogue, t: Words) -> list[ft.Control]:
    """Show items, each with its basis, then the sources of all."""
    rows = [_paper(each, t) if isinstance(each, Paper) else _fact(each, t) for each in items]
    keys = dict.fromkeys(source for each in items for source in each.sources)
    sources = [catalogue.sources[key] for key in keys if key in catalogue.sources]
    titles = [t.quotation(source.title_text, source.title) for source in sources]
    if titles:
        # Each in a line of its own: two French titles that share one change places on an Arabic screen.
        listed = titles[0] if len(titles) == 1 else "\n".join(["", *titles])
        rows.append(text.secondary(t.n("Source: {titles}", "Sources: {titles}", len(titles), titles=listed)))
    return rows


def appeal(route: AppealRoute, t: Words) -> list[ft.Control]:
    rows: list[ft.Control] = [text.body(t.text(route.about))]
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
    rows += [text.secondary(t.text(note)) for note in route.notes]
    return rows + _to_confirm(route.basis, t)
