"""Writing down when a program heard what was typed: one line a keystroke, the moment and the text.

The moment is the system's clock in milliseconds, which is the browser's too: both run on this machine.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

VARIABLE = "QARIB_BENCH_KEYS"
"""Names the file, for a program that is started to be measured."""


def heard(text: str) -> None:
    """Called by the program, as soon as it has the text."""
    line = f"{time.time() * 1000:.3f}\t{text}\n"
    with Path(os.environ[VARIABLE]).open("a", encoding="utf-8") as file:
        file.write(line)


def read(path: Path) -> dict[str, float]:
    """Return when each text was heard first."""
    moments: dict[str, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        at, _, text = line.partition("\t")
        moments.setdefault(text, float(at))
    return moments
