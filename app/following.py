"""What happens in a window, seen from beside: what the person does, and that the screen changed."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import Any, Protocol

from flet.messaging.session import Session

_ACTS = frozenset({"click", "change", "submit", "select", "confirm_pop", "keyboard_event"})
"""Events of Flet that only a person causes. Focus is not among them: the app moves it too."""


class Follower(Protocol):
    def acted(self) -> None:
        """The person did something; before what follows from it."""

    def went(self) -> None:
        """The window goes to another address, on any request."""

    def rendered(self) -> None:
        """Something was rendered, maybe as it was before."""


def follow(session: Session, follower: Follower) -> None:
    """Tell the follower from now on, in the context in which this is called.

    By the context Flet finds the page of what a follower changes. Flet binds it within `dispatch_event`; before that
    only the web server has it bound, neither the desktop's socket server nor the bridges of Android and Pyodide.
    """
    dispatch, patch = session.dispatch_event, session.patch_control
    joined = copy_context()

    def tell(call: Callable[[], None]) -> None:
        # A copy: a context that is entered already cannot be entered again.
        joined.copy().run(call)

    async def told_dispatch(control_id: int, event_name: str, event_data: Any) -> None:
        if event_name == "route_change":
            tell(follower.went)
        elif event_name in _ACTS:
            tell(follower.acted)
        await dispatch(control_id, event_name, event_data)

    def told_patch(*arguments: Any, **named: Any) -> None:
        patch(*arguments, **named)
        tell(follower.rendered)

    session.dispatch_event = told_dispatch  # type: ignore[method-assign]
    session.patch_control = told_patch  # type: ignore[method-assign]
