"""Examples of a date."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens.components.caption import FieldWords
from screens.components.date_field import DateField
from screens.components.example import Example
from screens.context import use_value


@ft.component
def _Date(t: Words) -> ft.Control:
    value, keep = use_value({"day": "5", "month": "7", "year": "2026"})
    field: ft.Control = DateField(FieldWords(t("Day")), value, keep, t)
    return field


EXAMPLES = [Example("A date, as typed so far", _Date)]
