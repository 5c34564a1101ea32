"""Examples of a chain of steps."""

from __future__ import annotations

from screens.components.chain import Step, StepState, chain
from screens.components.example import Example

EXAMPLES = [
    Example(
        "Being sent",
        lambda t: chain(
            [
                Step(t("Saved on this device"), StepState.DONE),
                Step(t("Sent"), StepState.NOW, progress=0.4),
                Step(t("Received by the agency"), StepState.LATER),
            ],
            t,
        ),
    ),
    Example(
        "Stopped", lambda t: chain([Step(t("Not accepted: needs your attention"), StepState.STOPPED)], t)
    ),
    Example("Denied", lambda t: chain([Step(t("Decided: refused"), StepState.DENIED)], t)),
]
