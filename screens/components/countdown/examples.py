"""Examples of a time to wait."""

from __future__ import annotations

from screens.components.countdown import Countdown
from screens.components.example import Example, nothing


async def _still() -> float:
    return 272.0


EXAMPLES = [Example("After too many tries", lambda t: Countdown(272.0, _still, nothing))]
