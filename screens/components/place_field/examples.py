"""Examples of a place."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from i18n import Words
from screens.components.caption import FieldWords
from screens.components.example import Example
from screens.components.place_field import PlaceField
from screens.context import use_value
from services.models.catalogue import Commune, Wilaya

_PLACES = [
    Wilaya(
        "15",
        {"ar": "تيزي وزو", "fr": "Tizi Ouzou"},
        [Commune("1501", {"ar": "تيزي وزو", "fr": "Tizi Ouzou"})],
    )
]


def _find(_: str, places: Sequence[Wilaya | Commune]) -> list[Wilaya | Commune]:
    return list(places)


@ft.component
def _Place(t: Words, start: dict[str, str]) -> ft.Control:
    value, keep = use_value(start)
    field: ft.Control = PlaceField(FieldWords(t("Wilaya")), value, keep, _PLACES, _find, t)
    return field


EXAMPLES = [
    Example("A wilaya, its commune still open", lambda t: _Place(t, {"wilaya": "15"})),
    Example("Nothing chosen yet", lambda t: _Place(t, {})),
]
