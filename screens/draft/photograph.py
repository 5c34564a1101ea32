"""The linear path of a photograph for a person who cannot see it: what to lay where, then what the picture lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from i18n import Words
from i18n.photograph_words import advice, steps
from screens.closing import use_closable
from screens.components import button, layout, text
from screens.components.item import item
from screens.components.notice import Tone, notice
from screens.context import use_guard, use_value, use_words
from services.models.photograph import PhotographReport


@ft.component
def PhotographGuide(paper: str) -> ft.Control:
    """Show the steps before a picture is taken, when asked for."""
    t, guard = use_words(), use_guard()
    shown, set_shown = use_value(False)
    closable = use_closable(shown, lambda: set_shown(False))
    ask = button.link(
        t("How to take the picture"),
        guard(lambda: set_shown(not shown)),
        icon=ft.Icons.LIGHTBULB_OUTLINE,
        spoken=t("How to take the picture: {paper}", paper=paper),
    )
    parts: list[ft.Control] = [layout.keyed(layout.row([ask]), closable.opener)]
    if shown:
        lines = [item([text.body(words)], number) for number, words in enumerate(steps(t), start=1)]
        parts.append(layout.keyed(layout.stack(lines), closable.inside))
    return layout.stack(parts)


def photograph_advice(
    report: PhotographReport, take_again: Callable[..., Any], keep: Callable[..., Any], what: str, t: Words
) -> ft.Control:
    """Show what a photograph lacks; it can be kept all the same.

    The news that the picture is attached says it, too.
    """
    said = advice(report, t)
    return notice(
        said[0],
        lines=said[1:],
        tone=Tone.ATTENTION,
        actions=[
            button.secondary(t("Take it again"), take_again, spoken=t("Take it again: {what}", what=what)),
            button.secondary(t("Keep it"), keep, spoken=t("Keep it: {what}", what=what)),
        ],
    )
