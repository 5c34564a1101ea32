"""Examples of the warning before the lock."""

from __future__ import annotations

from screens.components.example import Example, nothing
from screens.components.lock_warning import warning

EXAMPLES = [Example("A minute before", lambda t: warning(nothing, t))]
