"""The frame is around this gallery itself."""

from __future__ import annotations

from screens.components.example import Example

EXAMPLES: list[Example] = []
