from __future__ import annotations

from screens.components.banner.control import banner
from screens.components.example import Example
from screens.components.notice import Tone

EXAMPLES = [
    Example("What is done", lambda t: banner(t("Decided: accepted"), Tone.CALM)),
    Example("On its way", lambda t: banner(t("Being read by the agency"), Tone.UNDER_WAY)),
    Example(
        "What waits for the person",
        lambda t: banner(
            t("A paper is asked of you"),
            Tone.ATTENTION,
            [t("Before {date}", date=t.date("2026-12-20"))],
        ),
    ),
]
