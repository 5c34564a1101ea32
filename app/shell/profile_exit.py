"""A window whose profile was closed or exchanged: what it forgets, and where it goes (docs/adr/0013)."""

from __future__ import annotations

from app.shell.navigator import Navigator
from app.shell.voice import WindowVoice
from screens import routes
from screens.context import Shared


def forget(shared: Shared, navigator: Navigator, voice: WindowVoice) -> None:
    """Clear all that the window holds of the person.

    What is under way ends by itself, the store being closed; it may be the very closing.
    """
    shared.news.problem, shared.news.text, shared.news.at = None, "", ""
    shared.ui.came_from = shared.ui.helped_from = ""
    shared.sendings.by_id = {}
    shared.ui.part = None
    shared.overviewed.forget()
    navigator.forget()
    voice.forget()


def is_aside(route: str) -> bool:
    """True if a screen needs no profile.

    The others lead to the profiles by themselves, at once.
    """
    return route in routes.ASIDE or route.startswith(f"{routes.PROFILES}/")
