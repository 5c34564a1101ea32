"""What is to be said now: what went wrong, what was done, what takes long and can be given up."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import Words, problems
from screens.components import button
from screens.components.notice import Tone, notice
from screens.components.waiting import Waiting
from screens.state import News


def news_of(news: News, t: Words, location: str) -> ft.Control:
    """Show the news, or keep their place while there are none.

    What follows keeps its own place then, and with it what is typed there and the focus.
    """
    said: list[ft.Control] = []
    if news.cancel is not None:
        said += [
            Waiting(t("One moment…"), at_once=True),
            button.secondary(t("Cancel"), _cancels(news.cancel)),
        ]
    if news.problem is not None:
        problem = problems.describe(news.problem, t)
        lines = [line for line in (problem.text, problem.next_step) if line]
        said.append(notice(problem.title, lines=lines, tone=Tone.ERROR, live=True))
    elif news.text and news.at in ("", location):
        said.append(notice(news.text, live=True))
    return ft.Column(said, spacing=20, visible=bool(said), horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _cancels(cancel: Callable[[], object]) -> Callable[..., None]:
    """Return the handler that cancels.

    Not guarded: a guarded handler would begin by clearing the news that it is part of.
    """

    def cancelled(_: object) -> None:
        cancel()

    return cancelled
