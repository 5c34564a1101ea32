"""Examples of the parts of a list."""

from __future__ import annotations

from screens.components.example import Example, nothing
from screens.components.filters import Filter, filters

EXAMPLES = [
    Example(
        "Three parts, the second of which shows",
        lambda t: filters(
            t("Which requests"),
            [
                Filter("under_way", t("Under way"), 3, nothing),
                Filter("decided", t("Decisions"), 12, nothing),
                Filter("drafts", t("Drafts"), 0, nothing),
            ],
            "decided",
            t,
        ),
    ),
]
