"""Examples of pictograms."""

from __future__ import annotations

from screens.components import layout
from screens.components.example import Example
from screens.components.pictogram import pictures

EXAMPLES = [
    Example("Beside a choice", lambda _: layout.row(pictures("wheelchair"))),
    Example("Of a question", lambda _: layout.row(pictures("card", large=True))),
    Example("A name that is not in the set shows nothing", lambda _: layout.row(pictures("no_such_name"))),
]
