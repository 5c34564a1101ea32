"""A picture beside words, for a person who reads little.

It says nothing of its own: the words beside it do, so assistive technology passes it (WCAG 1.1.1). OpenMoji
draws in black lines; the plate under them stays white in every theme, where they keep 21 : 1 (1.4.11). Its
size does not follow the text's: at 300 % on a phone the words need the room.
"""

from __future__ import annotations

import flet as ft

from screens.theme import roles
from services.models.pictograms import PICTOGRAMS

_SIZE = 48
_LARGE = 96
_PLATE = ft.Colors.WHITE


def pictogram(name: str | None, *, large: bool = False) -> ft.Control | None:
    """Draw a pictogram, or return None for an unknown one.

    Names are those of `services.models.pictograms`.
    """
    if name not in PICTOGRAMS:
        return None
    size = _LARGE if large else _SIZE
    picture = ft.Container(
        ft.Image(src=f"/pictograms/{name}.svg", width=size, height=size, exclude_from_semantics=True),
        bgcolor=_PLATE,
        border=ft.Border.all(1, roles.LINE),
        border_radius=roles.RADIUS,
        padding=4,
    )
    # In a row of its own, a picture is not stretched over the width.
    return ft.Row([picture]) if large else picture


def pictures(name: str | None, *, large: bool = False) -> list[ft.Control]:
    """Return the pictogram in a list, empty for an unknown one."""
    picture = pictogram(name, large=large)
    return [] if picture is None else [picture]
