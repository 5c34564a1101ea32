"""Why a request was not accepted, or why it waits where that is more than a missing network: told on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from i18n import Words, problems
from screens.components.notice import Tone, notice
from screens.context import use_box
from screens.given import OpenRequest
from screens.on_its_way import FROM_ARCHIVE, UNREACHABLE
from services.models.outbox import Sending, SendState


@dataclass(frozen=True, slots=True)
class Wrong:
    """`problem` has a notice of its own; the chain then keeps quiet about it."""

    problem: str
    is_news: bool
    """Not what stood here before the last attempt: that is not said at each of them (WCAG 4.1.3)."""


def use_wrong(request: OpenRequest | None, sending: Sending | None) -> Wrong | None:
    """Return what is wrong now, if anything."""
    shown, gone = use_box(""), use_box("")
    problem = _problem(request, sending) if request is not None else None
    if problem is None:
        gone.value = shown.value or gone.value
        shown.value = ""
        return None
    shown.value = problem
    return Wrong(problem, is_news=problem != gone.value)


def _problem(request: OpenRequest, sending: Sending | None) -> str | None:
    if sending is None:
        return None
    if sending.state is SendState.NEEDS_ATTENTION:
        # Also where there is a case: then that is of another version of it.
        return sending.problem or ""
    if request.reference is not None:
        return None
    if sending.state is SendState.HELD:
        return sending.problem if sending.problem == FROM_ARCHIVE else None
    told = sending.state is SendState.WAITING and sending.problem != UNREACHABLE
    return sending.problem if told else None


def wrong_notice(wrong: Wrong, tone: Tone, t: Words, actions: Sequence[ft.Control] = ()) -> ft.Control:
    said = problems.describe(wrong.problem, t)
    lines = [line for line in (said.text, said.next_step) if line]
    return notice(said.title, lines=lines, tone=tone, live=wrong.is_news, actions=[*actions])
