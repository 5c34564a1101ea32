"""Examples of a short scale."""

from __future__ import annotations

from screens.components.example import Example, nothing
from screens.components.stepper import stepper

EXAMPLES = [
    Example(
        "The size of the text",
        lambda t: stepper(
            t("Size of the text"), t.percent(150), (t("Smaller"), nothing), (t("Larger"), nothing)
        ),
    )
]
