"""What follows the answers as one types: time limits that run from a date, and the answers so far."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from i18n import Words
from screens.aloud import when_asked
from screens.catalogue import facts
from screens.components import layout, text
from screens.components.notice import Tone, notice
from screens.context import use_actions, use_ui
from screens.given import OpenDraft
from services.models.catalogue import Basis
from services.models.form import RunningLimit


@ft.observable
@dataclass
class Typed:
    """Counts what was typed on one screen. What follows is rendered again, the fields are not."""

    turn: int = 0

    def tell(self) -> None:
        self.turn += 1


@ft.component
def Limits(opened: OpenDraft, question_id: str, typed: Typed) -> ft.Control:
    """Say until when to send, counted from a question's date.

    Nothing is forbidden: one can send after that day too.
    """
    ui, actions = use_ui(), use_actions()
    del typed  # it is what renders this again
    running = [each for each in actions.drafts.time_limits(opened) if each.question_id == question_id]
    return layout.live(
        layout.stack([_limit(each, ui.words, simple=ui.comfort.simple) for each in running], 8)
    )


def _limit(running: RunningLimit, t: Words, *, simple: bool) -> ft.Control:
    limit = running.limit
    day = t.date(running.last_day)
    if not running.is_over:
        said = t("You have until {date} to send this request.", date=day)
        return text.secondary(" ".join([said, *_law(running, t)]))
    lines = [t("You can send the request all the same."), *([] if simple else [t.text(limit.text)])]
    title = t("This time limit ended on {date}.", date=day)
    actions = [] if limit.basis is Basis.VERIFIED else [facts.to_confirm(t)]
    return notice(title, lines=[*lines, *_law(running, t)], tone=Tone.ATTENTION, actions=actions)


def _law(running: RunningLimit, t: Words) -> list[str]:
    limit = running.limit
    if not limit.law:
        return []
    return [t("Source: {source}", source=t.quotation(limit.law_text, limit.law)) + "."]


@ft.component
def AnswersSoFar(opened: OpenDraft, typed: Typed) -> ft.Control:
    """Show the answers so far beside the form."""
    t, actions = use_ui().words, use_actions()
    del typed  # it is what renders this again
    rows: list[ft.Control] = [text.heading(t("Your answers so far"), 2)]
    for group, answers in actions.drafts.review(opened, t):
        given = [row for row in answers if row.answer]
        if given:
            rows.append(text.strong(t.text(group.title)))
            rows += [when_asked(text.pair(t.text(row.question.label), row.answer)) for row in given]
    if len(rows) == 1:
        rows.append(text.secondary(t("Nothing is answered yet.")))
    return layout.card(layout.stack(rows, 12))
