"""The reference of a request that has arrived, shown to be noted and said sign by sign."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens.aloud import when_asked
from screens.components import layout, text
from screens.requests.steps import in_groups


def reference(of: str, t: Words) -> ft.Control:
    arrived = t("Your request has arrived. Its reference:")
    words = layout.lines([text.body(arrived), when_asked(text.large(t.ltr(of)))], 4)
    return layout.announced(f"{arrived} {in_groups(of)}", words)
