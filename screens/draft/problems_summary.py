"""The error summary as GOV.UK taught it: how many, which, and a way to each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import flet as ft

from i18n import Words
from screens.components import button
from screens.components.notice import Tone, notice
from services.models.catalogue import Form


def summary(
    advice: Mapping[str, str], form: Form, t: Words, go: Callable[[str], Callable[..., object]] | None = None
) -> ft.Control:
    """`advice` by question id, the same that stands beside the question. `go` makes, for a question id, the
    handler that leads to it; without it the lines are words only."""
    title = t.n("{count} answer needs another look", "{count} answers need another look", len(advice))
    lines, links = [], []
    for question_id, words in advice.items():
        question = form.question(question_id)
        line = f"{t.text(question.label) if question else question_id} – {words}"
        if go is None:
            lines.append(line)
        else:
            links.append(button.link(line, go(question_id)))
    return notice(title, lines=lines, tone=Tone.ERROR, live=True, actions=links)
