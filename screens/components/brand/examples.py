"""Examples of the mark."""

from __future__ import annotations

from screens.components.brand import brand, mark
from screens.components.example import Example

EXAMPLES = [
    Example("On a first screen", lambda _: brand()),
    Example("In the bar", lambda _: mark(words=True)),
]
