"""It shows nothing while nothing is said: turn the voice on under "Display and voice" and press Listen."""

from __future__ import annotations

from screens.components.example import Example

EXAMPLES: list[Example] = []
