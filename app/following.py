"""What happens in a window, seen from beside: what the person does, and that the screen changed."""

from __future__ import annotations

from typing import Any, Protocol

from flet.messaging.session import Session

_ACTS = frozenset({"click", "change", "submit", "select", "confirm_pop", "keyboard_event"})
"""Events of Flet that only a person causes. Focus is not among them: the app moves it too."""


class Follower(Protocol):
    def acted(self) -> None:
        """The person did something; before what follows from it."""

    def went(self) -> None:
        """The window goes to another address, whoever asked for it."""

    def rendered(self) -> None:
        """Something was rendered, maybe as it was before."""


def follow(session: Session, follower: Follower) -> None:
    """From now on the follower is told."""
    dispatch, patch = session.dispatch_event, session.patch_control

    async def told_dispatch(control_id: int, event_name: str, event_data: Any) -> None:
        if event_name == "route_change":
            follower.went()
        elif event_name in _ACTS:
            follower.acted()
        await dispatch(control_id, event_name, event_data)

    def told_patch(*arguments: Any, **named: Any) -> None:
        patch(*arguments, **named)
        follower.rendered()

    session.dispatch_event = told_dispatch  # type: ignore[method-assign]
    session.patch_control = told_patch  # type: ignore[method-assign]
