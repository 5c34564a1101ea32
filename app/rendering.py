"""A fault in rendering must not end the app: Flet's scheduler of updates dies of the first one, and from then
on the window shows nothing new (seen in Flet 1.0.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flet.controls.base_control import BaseControl
from flet.messaging.session import Session


class _Guarded:
    """Something to be updated. Equal to another of the same control, so that one update serves both."""

    def __init__(self, control: BaseControl, report: Callable[[BaseException], None]) -> None:
        self._control = control
        self._report = report

    def update(self) -> None:
        try:
            self._control.update()
        except Exception as error:  # noqa: BLE001 - the same guarded edge as `screens.context.use_guard`
            self._report(error)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Guarded) and other._control is self._control

    def __hash__(self) -> int:
        return id(self._control)


def guard_updates(session: Session, report: Callable[[BaseException], None]) -> None:
    """From now on an error while something is rendered anew goes to `report`, and the window lives on."""
    schedule = session.schedule_update

    def guarded(control: BaseControl) -> None:
        schedule(cast(BaseControl, _Guarded(control, report)))

    session.schedule_update = guarded  # type: ignore[method-assign]
