"""How many examples Hypothesis looks at."""

from __future__ import annotations

import os

QUICK = bool(os.environ.get("QARIB_QUICK"))
"""True in `make check`, which looks at fewer examples than `make test`."""
FEW = 20


def examples(most: int) -> int:
    """Return `most`, or as many as `make check` has time for."""
    return min(most, FEW) if QUICK else most
