"""A window whose profile was closed or exchanged: what it forgets, and where it goes (docs/adr/0013)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens import routes

if TYPE_CHECKING:
    from app.window import Window


def forget(window: Window) -> None:
    """Nothing that the window still holds is of use to who comes next, and all of it may be personal.

    What is under way ends by itself, the store being closed; it may be the very closing.
    """
    window.news.problem, window.news.text, window.news.at = None, "", ""
    window.ui.came_from = window.ui.helped_from = ""
    window.sendings.by_id = {}
    window.going.forget()
    window.voice.forget()


def leave(window: Window) -> None:
    """To the profiles, from screens that need none: the others lead there by themselves, at once."""
    here = window.page.route
    if not window.house.is_opening and (here in routes.ASIDE or here.startswith(f"{routes.PROFILES}/")):
        window.go(routes.PROFILES)
