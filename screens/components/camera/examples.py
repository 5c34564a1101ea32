"""The camera is shown on a phone only: Flet has none for the desktop (see `control`)."""

from __future__ import annotations

from screens.components.example import Example

EXAMPLES: list[Example] = []
