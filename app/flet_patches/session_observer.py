"""What happens in a window, seen from beside: what the person does, and that the screen changed.

Upstream: no issue is known. Ends when a page of Flet tells of every event and of every rendering.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from flet.messaging.session import Session

_ACTS = frozenset({"click", "change", "submit", "select", "confirm_pop", "keyboard_event"})
"""Events of Flet that only a person causes. Focus is not among them: the app moves it too."""


def observe(
    session: Session,
    *,
    acted: Callable[[], None],
    went: Callable[[], None],
    rendered: Callable[[], None],
) -> None:
    """Observe the acts, the ways and the rendering of a session.

    `acted` is called before what a person's act leads to, `went` when the window goes to another address, and
    `rendered` after anything was rendered, maybe as it was before. They are called in the context of this call: by the
    context Flet finds the page of what they change. Flet binds it within `dispatch_event`; before that only the web
    server has it bound, neither the desktop's socket server nor the bridges of Android and Pyodide.
    """
    dispatch, patch = session.dispatch_event, session.patch_control
    joined = copy_context()

    def tell(call: Callable[[], None]) -> None:
        # A copy: a context that is entered already cannot be entered again.
        joined.copy().run(call)

    async def told_dispatch(control_id: int, event_name: str, event_data: Any) -> None:
        if event_name == "route_change":
            tell(went)
        elif event_name in _ACTS:
            tell(acted)
        await dispatch(control_id, event_name, event_data)

    def told_patch(*arguments: Any, **named: Any) -> None:
        patch(*arguments, **named)
        tell(rendered)

    session.dispatch_event = told_dispatch  # type: ignore[method-assign]
    session.patch_control = told_patch  # type: ignore[method-assign]
