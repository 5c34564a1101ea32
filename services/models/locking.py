"""When a profile locks by itself."""

from __future__ import annotations

from dataclasses import dataclass

LOCK_AFTER = (1, 5, 15, 30)
"""Minutes on offer."""
USUAL_MINUTES = 5


@dataclass(frozen=True, slots=True)
class LockSettings:
    """What was chosen in a profile."""

    after_minutes: int | None = USUAL_MINUTES
    """Minutes without anything done; None is never."""
    when_hidden: bool = False
    """True if it locks at once when the app is hidden."""
    code_noted: bool = False
    """True once the person said that they noted the recovery code."""
