"""The ways to appeal against a decision: each step in order, the last safe day of the first, the law."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

import flet as ft

from i18n import Words
from screens.components import button, layout, text
from screens.components.fold import Fold
from screens.components.item import item
from screens.components.notice import Tone, tag
from screens.context import Handler
from screens.requests.row import clock_words
from services.models.appeal import Appeal, AppealClock
from services.models.catalogue import AppealStep, Basis


@dataclass(frozen=True, slots=True)
class AppealHandlers:
    """What a person can do about an appeal, by its key."""

    write: Callable[[str], Handler]
    turn: Callable[[str], Callable[[], None]]
    """Opens and closes what comes after its first step."""


def appeal_ways(
    appeals: list[Appeal], handlers: AppealHandlers, opened: Set[str], t: Words, *, simple: bool
) -> list[ft.Control]:
    """Show every way to appeal; what comes later is folded away.

    A `simple` screen shows the first step alone.
    """
    rows: list[ft.Control] = []
    for appeal in appeals:
        about, write = t.text(appeal.route.about), t("Write the letter")
        first, *later = appeal.route.steps
        rows += [text.heading(about, 3), *to_confirm(appeal.route.basis, t), _first(first, appeal.clock, t)]
        letter = handlers.write(appeal.key)
        rows.append(button.secondary(write, letter, icon=ft.Icons.EDIT_NOTE, spoken=f"{write}: {about}"))
        after = [_later(step, number, t) for number, step in enumerate(later, start=2)]
        after += [text.secondary(t.text(note)) for note in appeal.route.notes]
        if after and not simple:
            is_open = appeal.key in opened
            rows.append(Fold(t("If the answer does not help"), after, is_open, handlers.turn(appeal.key)))
    return rows


def to_confirm(basis: Basis, t: Words) -> list[ft.Control]:
    """Mark what is not verified."""
    if basis is Basis.VERIFIED:
        return []
    return [layout.row([tag(t("To be confirmed with the agency"), Tone.ATTENTION)])]


def last_day(clock: AppealClock, t: Words) -> list[ft.Control]:
    """Say until when a first step is open.

    Also how that day was counted.
    """
    lines: list[ft.Control] = [text.strong(clock_words(clock, t))]
    if clock.last_safe_day is not None:
        early = t("The days are counted from the decision, to be sure. A later day may be accepted: ask.")
        lines += [text.body(early), text.body(t("Go earlier if that day is a public holiday."))]
    return lines


def _first(step: AppealStep, clock: AppealClock | None, t: Words) -> ft.Control:
    until = last_day(clock, t) if clock else []
    return item([text.strong(t.text(step.to)), *until, text.body(t.text(step.how)), _law(step, t)], 1)


def _later(step: AppealStep, number: int, t: Words) -> ft.Control:
    """Show a step that runs from an answer still to come."""
    then = t("Then: {who}", who=t.text(step.to))
    return item([text.strong(then), text.body(t.text(step.how)), _law(step, t)], number)


def _law(step: AppealStep, t: Words) -> ft.Control:
    return text.secondary(t("Source: {source}", source=t.quotation(step.law_text, step.law)))
