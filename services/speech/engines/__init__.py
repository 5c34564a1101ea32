"""The engines, and which of them speaks on this device."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from services.errors import NoEngineError
from services.speech.engines.android import AndroidEngine
from services.speech.engines.espeak import EspeakEngine
from services.speech.engines.interface import Engine
from services.speech.engines.silence import SilentEngine
from services.speech.engines.system import SystemEngine

__all__ = ["Engine", "best_engine", "ranked"]


def ranked(platform: str = sys.platform) -> tuple[Callable[[], Engine], ...]:
    """Return the engines to try on `sys.platform`, the best first."""
    if platform == "android":
        return (AndroidEngine,)
    if platform in ("win32", "darwin"):
        return (SystemEngine,)
    return (EspeakEngine,)


def best_engine(kinds: Sequence[Callable[[], Engine]] | None = None) -> Engine:
    """Return the first engine that starts, else a silent one.

    The silent one says why.
    """
    for kind in ranked() if kinds is None else kinds:
        try:
            return kind()
        except NoEngineError:
            continue
    return SilentEngine(NoEngineError())
