"""A worker whose engine does what the text tells it: `python -m tests.speech.bad_worker`.

"hang" never comes back, "die" ends the process, "deaf" goes on in spite of a stop, anything else is said at
once. QARIB_TEST_FAULT does the same, from the start on: "hang" or "die". What "once FILE WORD" tells is done as
long as FILE is not there.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from services.errors import SpeechError
from services.models.speech import EngineVoice
from services.speech.messages import SpokenText
from services.speech.worker import main

FAULT = "QARIB_TEST_FAULT"


class BadEngine:
    """`does` is called at the start with what the environment tells, then with each text before it is over."""

    def __init__(self, does: Callable[[str], None] | None = None) -> None:
        self._does = does or misbehave
        self._does(os.environ.get(FAULT, ""))

    def problem(self) -> SpeechError | None:
        return None

    def voices(self) -> tuple[EngineVoice, ...]:
        return (EngineVoice("fr", "fr", "French"),)

    def say(
        self,
        passage: SpokenText,
        voice: EngineVoice,
        rate: int,
        on_word: Callable[[int], None],
        stopped: Callable[[], bool],
    ) -> None:
        on_word(0)
        self._does(passage.text)
        on_word(0)  # nobody is to hear this of an engine that was left behind

    def settle(self, stopped: Callable[[], bool]) -> None:
        return


def misbehave(what: str) -> None:
    if what.startswith("once "):
        _, file, what = what.split(" ")
        if Path(file).exists():
            return
        Path(file).touch()
    if what == "die":
        os._exit(3)
    if what == "hang":
        threading.Event().wait()


if __name__ == "__main__":
    main(BadEngine)
