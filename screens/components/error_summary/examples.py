"""Examples of the error summary."""

from __future__ import annotations

from screens.components.error_summary import WrongField, error_summary
from screens.components.example import Example, nothing

EXAMPLES = [
    Example(
        "Two questions to put right",
        lambda t: error_summary(
            [
                WrongField(
                    "name", t("Name of the profile"), t("Enter a name for this profile. For example: Amina.")
                ),
                WrongField("code", t("Code"), t("Enter the code from the message. For example: 123456.")),
            ],
            t,
            lambda _: nothing,
        ),
    )
]
