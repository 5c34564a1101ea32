"""What would end a window of Flet 1.0.5, and must not.

Its scheduler of updates dies of the first fault in rendering, and from then on the window shows nothing new. Its
line to the client dies when the client answers a call (to scroll, to focus) of a control that a rendering took
away meanwhile, and the window hangs for about 40 seconds. While a line is cut, what is to be rendered is
dropped, and the client that comes back is shown what was there before. Between the cut and the moment at which its
session learns of it, whatever is sent fails with an `AttributeError`, as if the app had a fault.

Upstream: flet-dev/flet#2310 was the last of these in an earlier Flet, and is closed; no issue is known for the others.
Ends, guard by guard, when the tests that show each fault of Flet fail (`tests/components/test_line.py`,
`tests/components/test_guarding.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, cast

from flet.controls.base_control import BaseControl
from flet.messaging.session import Session

log = logging.getLogger("qarib.window")


class _Guarded:
    """Something to be updated. Equal to another of the same control, so that one update serves both."""

    def __init__(
        self,
        control: BaseControl,
        report: Callable[[BaseException], None],
        done: Callable[[_Guarded], None],
    ) -> None:
        self._control = control
        self._report = report
        self._done = done

    def update(self) -> None:
        self._done(self)
        try:
            self._control.update()
        except Exception as error:  # noqa: BLE001 - the same guarded edge as `screens.context.use_guard`
            self._report(error)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Guarded) and other._control is self._control

    def __hash__(self) -> int:
        return id(self._control)


def guard(session: Session, report: Callable[[BaseException], None]) -> Callable[[], None]:
    """Install all guards of a session. Return what `guard_updates` returns."""
    guard_answers(session)
    guard_line(session)
    return guard_updates(session, report)


def guard_updates(session: Session, report: Callable[[BaseException], None]) -> Callable[[], None]:
    """Report an error while rendering; the window lives on.

    Returns what is to be called once a client whose line was cut is back: it renders what changed meanwhile.
    """
    schedule = session.schedule_update
    due: set[_Guarded] = set()

    def guarded(control: BaseControl) -> None:
        update = _Guarded(control, report, due.discard)
        due.add(update)
        schedule(cast(BaseControl, update))

    def catch_up() -> None:
        for update in due:
            schedule(cast(BaseControl, update))

    session.schedule_update = guarded  # type: ignore[method-assign]
    return catch_up


def guard_answers(session: Session) -> None:
    """Ignore answers that come too late, for a control that is gone.

    The waiting caller gets Flet's `TimeoutError`, as when a client does not answer at all.
    """
    take = session.handle_invoke_method_results

    def guarded(control_id: int, call_id: str, result: Any, error: str | None) -> None:
        try:
            take(control_id, call_id, result, error)
        except RuntimeError:
            log.info("an answer came for a control that is gone")

    session.handle_invoke_method_results = guarded  # type: ignore[method-assign]


def guard_line(session: Session) -> None:
    """Ignore what is sent on a line that is cut.

    The session may not know of the cut yet. Nothing is lost by it: a client that comes back is sent the whole window,
    as it is by then.
    """
    send = session._Session__send_message  # type: ignore[attr-defined]  # noqa: SLF001 - Flet has no place to ask

    def guarded(message: object) -> None:
        line = session.connection
        # The queue of a browser's line is taken away when it ends; a line of another kind has none.
        if getattr(line, "_FletApp__send_queue", line) is None and line is not None:
            log.info("a line was cut while something was sent")
        else:
            send(message)

    session._Session__send_message = guarded  # type: ignore[attr-defined]  # noqa: SLF001 - as above
