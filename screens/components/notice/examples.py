"""Examples of notices."""

from __future__ import annotations

from screens.components import layout
from screens.components.example import Example
from screens.components.notice import Tone, notice, tag

EXAMPLES = [
    Example("What was done", lambda t: notice(t("The receipt is saved."))),
    Example(
        "What waits for the person",
        lambda t: notice(
            t("You are not signed in."),
            lines=[t("The request is kept here and leaves once you sign in.")],
            tone=Tone.ATTENTION,
        ),
    ),
    Example("What went wrong", lambda t: notice(t("Something went wrong"), tone=Tone.ERROR)),
    Example(
        "A word on a state",
        lambda t: layout.row([tag(t("To be confirmed with the agency"), Tone.ATTENTION), tag(t("Done"))]),
    ),
]
