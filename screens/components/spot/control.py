"""Places to which the focus can be sent by their key (WCAG 2.4.3). They look like nothing of their own.

Flet has no call that focuses a radio button or a checkbox. So the spot that is wanted bears a mark in its
semantics, and in a browser the page focuses the first thing in it (`assets/focus.js`). Elsewhere the spot calls the
first button or text field in it. Where there is none, a stop at its beginning has the focus until Tab leaves it: the
next thing is the first choice.
"""

from __future__ import annotations

import flet as ft

from screens.context import use_value
from screens.focus import reach, use_focus, words_of

_LEAVING = ("Tab", "Arrow Up", "Arrow Down", "Arrow Left", "Arrow Right")
"""Keys by which Flutter moves the focus."""
_NOBODY: str | None = None


@ft.component
def _Mark(child: ft.Control, name: str) -> ft.Control:
    focus = use_focus()
    wanted = focus.key == name
    return ft.Semantics(
        identifier=f"focus-{focus.turn}" if wanted else None,
        # Flutter 3.44 does not tell the page of a new identifier alone. This, which only text fields use, it does.
        current_value_length=focus.turn if wanted else None,
        container=wanted,
        content=child,
    )


@ft.component
def _Reached(child: ft.Control, name: str) -> ft.Control:
    # A wish is served after what it led to is rendered: what was there before may be gone by then.
    focus = use_focus()
    stop, set_stop = use_value(_NOBODY)

    async def serve() -> None:
        if focus.take(name) and not await reach(name):
            set_stop(words_of(name))

    async def stand() -> None:
        if stop is not None:
            await reach(name)

    ft.use_effect(serve, [focus.turn if focus.key == name else 0])
    ft.use_effect(stand, [stop])

    def leave(event: ft.KeyDownEvent) -> None:
        if event.key in _LEAVING:
            set_stop(None)

    # The child keeps its place: it is not mounted again when the stop comes and goes.
    layers = [child]
    if stop is not None and focus.key == name:
        here = ft.Semantics(label=stop, container=True, content=ft.Container())
        listener = ft.KeyboardListener(content=here, on_key_down=leave)
        layers.append(ft.Container(listener, left=0, right=0, top=0, height=1))
    return ft.Stack(layers, fit=ft.StackFit.PASS_THROUGH, clip_behavior=ft.ClipBehavior.NONE)


def spot(child: ft.Control, key: str) -> ft.Control:
    """Name a place that the focus can be sent to.

    The first thing in `child` that can take the focus gets it. The key also keeps the identity of `child` among
    siblings that come and go: a field keeps what is typed in it, and the focus.
    """
    made: ft.Control = _Spot(child, name=key)
    return ft.Container(made, key=key)


@ft.component
def _Spot(child: ft.Control, name: str) -> ft.Control:
    made: ft.Control = (_Mark if ft.context.page.web else _Reached)(child, name=name)
    return made


@ft.component
def _Landing(words: ft.Control, name: str, first: bool) -> ft.Control:
    # Elsewhere it has the focus only when it is sent there: nothing could show that words have it.
    if not ft.context.page.web:
        return spot(words, name)
    return spot(ft.KeyboardListener(content=words, autofocus=first), name)


def landing(words: ft.Control, key: str, *, first: bool = False) -> ft.Control:
    """Let words take the focus, so that reading goes on there.

    A title, no control. With `first` they have it when a view opens: a view is a focus scope of its own and gives its
    first focus there. Nothing is called, so nothing comes too late. The ring around them is drawn by the page.
    """
    made: ft.Control = _Landing(words, name=key, first=first)
    return made


def opening(words: ft.Control) -> ft.Control:
    """Give words the first focus of a view with nothing around it.

    In a browser only.
    """
    return ft.KeyboardListener(content=words, autofocus=True)
