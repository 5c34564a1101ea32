"""Examples of waiting."""

from __future__ import annotations

from screens.components.example import Example
from screens.components.waiting import Waiting

EXAMPLES = [Example("Something is being fetched", lambda t: Waiting(t("One moment…"), at_once=True))]
