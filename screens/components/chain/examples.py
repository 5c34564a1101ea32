"""Examples of a chain of steps."""

from __future__ import annotations

from screens.components.chain import ChainStep, StepState, chain
from screens.components.example import Example

EXAMPLES = [
    Example(
        "Being sent",
        lambda t: chain(
            [
                ChainStep(t("Saved on this device"), StepState.DONE),
                ChainStep(t("Sent"), StepState.NOW, progress=0.4),
                ChainStep(t("Received by the agency"), StepState.LATER),
            ],
            t,
        ),
    ),
    Example(
        "Stopped", lambda t: chain([ChainStep(t("Not accepted: needs your attention"), StepState.STOPPED)], t)
    ),
    Example("Denied", lambda t: chain([ChainStep(t("Decided: refused"), StepState.DENIED)], t)),
]
