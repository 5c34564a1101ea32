"""Facts with their basis: what is not verified is shown as to be confirmed, never as certain."""

from __future__ import annotations

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


def _basis(
    basis: Basis, sources: list[str], catalogue: Catalogue, law: str | None, t: Words
) -> list[ft.Control]:
    lines: list[ft.Control] = []
    if basis is not Basis.VERIFIED:
        lines.append(ft.Row([tag(t("To be confirmed with the agency"), Tone.ATTENTION)], wrap=True))
    named = [catalogue.sources[source].title for source in sources if source in catalogue.sources]
    origin = t.list([part for part in [law, *named] if part])
    if origin:
        lines.append(text.secondary(t("Source: {source}", source=origin)))
    return lines


def fact(item: Fact | TimeLimit, catalogue: Catalogue, t: Words) -> ft.Control:
    return _bullet([text.body(t.text(item.text)), *_basis(item.basis, item.sources, catalogue, item.law, t)])


def paper(item: Paper, catalogue: Catalogue, t: Words) -> ft.Control:
    label = t.text(item.label)
    lines: list[ft.Control] = [
        text.strong(label if item.required else t("{paper} (if it applies to you)", paper=label))
    ]
    lines += [text.body(t.text(words)) for words in (item.help, item.note) if words]
    return _bullet([*lines, *_basis(item.basis, item.sources, catalogue, None, t)])


def appeal(route: AppealRoute, catalogue: Catalogue, t: Words) -> list[ft.Control]:
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
                            text.secondary(t("Source: {source}", source=step.law)),
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
    if route.basis is not Basis.VERIFIED:
        rows.append(ft.Row([tag(t("To be confirmed with the agency"), Tone.ATTENTION)], wrap=True))
    return rows
