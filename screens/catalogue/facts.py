"""Facts with their basis: what is not verified is shown as to be confirmed, never as certain."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from i18n import Words
from screens.components import text
from screens.components.notice import Tone, tag
from services.models.catalogue import AppealRoute, Basis, Catalogue, Fact, Paper, TimeLimit


def _bullet(lines: list[ft.Control]) -> ft.Control:
    return ft.Row(
        [
            ft.Semantics(exclude_semantics=True, content=text.body("•")),
            ft.Column(lines, spacing=4, expand=True),
        ],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _to_confirm(basis: Basis, t: Words) -> list[ft.Control]:
    if basis is Basis.VERIFIED:
        return []
    return [ft.Row([tag(t("To be confirmed with the agency"), Tone.ATTENTION)], wrap=True)]


def _law(law: str | None, t: Words) -> list[ft.Control]:
    return [text.secondary(t("Source: {source}", source=t.isolate(law)))] if law else []


def _fact(item: Fact | TimeLimit, t: Words) -> ft.Control:
    return _bullet([text.body(t.text(item.text)), *_to_confirm(item.basis, t), *_law(item.law, t)])


def _paper(item: Paper, t: Words) -> ft.Control:
    label = t.text(item.label)
    lines: list[ft.Control] = [
        text.strong(label if item.required else t("{paper} (if it applies to you)", paper=label))
    ]
    lines += [text.body(t.text(words)) for words in (item.help, item.note) if words]
    return _bullet([*lines, *_to_confirm(item.basis, t)])


def section(items: Sequence[Fact | TimeLimit | Paper], catalogue: Catalogue, t: Words) -> list[ft.Control]:
    """The items, each with its basis, then once the sources of them all."""
    rows = [_paper(item, t) if isinstance(item, Paper) else _fact(item, t) for item in items]
    keys = dict.fromkeys(source for item in items for source in item.sources)
    titles = [t.isolate(catalogue.sources[key].title) for key in keys if key in catalogue.sources]
    if titles:
        counted = t.n("Source: {titles}", "Sources: {titles}", len(titles), titles=" · ".join(titles))
        rows.append(text.secondary(counted))
    return rows


def appeal(route: AppealRoute, t: Words) -> list[ft.Control]:
    rows: list[ft.Control] = [text.body(t.text(route.about))]
    for number, step in enumerate(route.steps, start=1):
        when = t.n("Within {count} day", "Within {count} days", step.file_within_days)
        rows.append(
            ft.Row(
                [
                    text.strong(f"{number}."),
                    ft.Column(
                        [
                            text.strong(t.text(step.to)),
                            text.body(f"{when}. {t.text(step.how)}"),
                            text.secondary(t("Source: {source}", source=t.isolate(step.law))),
                        ],
                        spacing=4,
                        expand=True,
                    ),
                ],
                spacing=12,
                vertical_alignment=ft.CrossAxisAlignment.START,
            )
        )
    rows += [text.secondary(t.text(note)) for note in route.notes]
    return rows + _to_confirm(route.basis, t)
