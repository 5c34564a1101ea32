"""A value of a short scale, changed by two buttons: less, more. Not a slider: Flet's is unnamed, tells a wrong
value, and wants a drag (WCAG 2.5.7).

The value is words between the buttons, in a live region: each change is said at once. At an end of the scale
the button stays where it is and can still be reached: focus is never lost (2.4.3); it says that it is the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from screens.components import button, text


def stepper(
    label: str,
    value: str,
    less: tuple[str, Callable[..., Any]],
    more: tuple[str, Callable[..., Any]],
) -> ft.Control:
    """Show a value between a button for less and one for more.

    `less` and `more` are each the words of a button and its handler.
    """
    return ft.Semantics(
        label=label,
        container=True,
        content=ft.Column(
            [
                ft.Semantics(exclude_semantics=True, content=text.question(label)),
                ft.Row(
                    [
                        button.secondary(*less, icon=ft.Icons.REMOVE),
                        ft.Semantics(live_region=True, container=True, content=text.large(value)),
                        button.secondary(*more, icon=ft.Icons.ADD),
                    ],
                    wrap=True,
                    spacing=16,
                    run_spacing=12,
                    vertical_alignment=ft.CrossAxisAlignment.CENTER,
                ),
            ],
            spacing=8,
        ),
    )
