"""Examples of progress."""

from __future__ import annotations

from screens.components.example import Example
from screens.components.progress import progress

EXAMPLES = [
    Example("A file, half read", lambda t: progress(0.5, t("Reading the file"))),
    Example("A step, said by the words over the title", lambda _: progress(0.4)),
]
