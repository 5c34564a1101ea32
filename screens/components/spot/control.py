"""Places to which the focus can be sent by their key (WCAG 2.4.3). They look like nothing of their own.

Flet has no call that focuses a radio button or a checkbox. So the spot that is wanted bears a mark in its
semantics, and in a browser the page focuses the first thing in it (`assets/focus.js`).
"""

from __future__ import annotations

import flet as ft

from screens.focus import use_focus


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


def spot(child: ft.Control, key: str) -> ft.Control:
    """The first thing in `child` that can take the focus gets it. The key also keeps the identity of `child`
    among siblings that come and go: a field keeps what is typed in it, and the focus."""
    mark: ft.Control = _Mark(child, name=key)
    return ft.Container(mark, key=key)


@ft.component
def _Landing(words: ft.Control, name: str, first: bool) -> ft.Control:
    # Elsewhere nothing could show that words have the focus; a screen reader there starts at the top by itself.
    if not ft.context.page.web:
        return ft.Container(words, key=name)
    return spot(ft.KeyboardListener(content=words, autofocus=first), name)


def landing(words: ft.Control, key: str, *, first: bool = False) -> ft.Control:
    """Words on which the focus can stand, so that reading goes on from them: a title, no control.

    With `first` they have it when a view opens: a view is a focus scope of its own and gives its first focus
    there. Nothing is called, so nothing comes too late. The ring around them is drawn by the page.
    """
    made: ft.Control = _Landing(words, name=key, first=first)
    return made


def opening(words: ft.Control) -> ft.Control:
    """As `landing` with `first`, for a view that has nothing around it. In a browser only."""
    return ft.KeyboardListener(content=words, autofocus=True)
