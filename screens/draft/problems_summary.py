"""The error summary as GOV.UK taught it: how many, which, and a way to each."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import Words
from i18n.field_problems import describe_field
from screens.components import button
from screens.components.notice import Tone, notice
from services.models.catalogue import Form
from services.models.form import FieldProblem


def summary(
    found: list[FieldProblem], form: Form, t: Words, go: Callable[[str], Callable[..., object]] | None = None
) -> ft.Control:
    """`go` makes, for a question id, the handler that leads to it; without it the lines are words only."""
    title = t.n("{count} answer needs another look", "{count} answers need another look", len(found))
    lines, links = [], []
    for problem in found:
        question = form.question(problem.question_id)
        label = t.text(question.label) if question else problem.question_id
        if go is None:
            lines.append(f"{label} – {describe_field(problem, t)}")
        else:
            links.append(button.link(f"{label} – {describe_field(problem, t)}", go(problem.question_id)))
    return notice(title, lines=lines, tone=Tone.ERROR, live=True, actions=links)
