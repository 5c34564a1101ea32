"""The app with the real engine and a device that records: `python -m tests.journeys.voiced_app …`, with the
arguments of `python -m app`.

QARIB_TEST_SPEECH names the file in which every speech and event is written down (see `RecordedSpeaker`);
QARIB_TEST_SOUND and QARIB_TEST_PACE are those of the recording device.
"""

from __future__ import annotations

import functools
import os
import time
from pathlib import Path
from typing import cast

import app.__main__
from app.house import build_house
from services.speech import Speaker, device_speaker
from tests.speech.listening import RecordedSpeaker

SPEECH = "QARIB_TEST_SPEECH"


class Noting(RecordedSpeaker):
    """Writes down when it was asked to be quiet, too, by the clock of the device's record."""

    def stop(self) -> None:
        self._write({"order": "stop", "at": time.monotonic()})
        self._speaker.stop()


if __name__ == "__main__":
    recorded = Noting(device_speaker(worker="tests.speech.recording_worker"), Path(os.environ[SPEECH]))
    app.__main__.build_house = functools.partial(build_house, speaker=cast(Speaker, recorded))  # type: ignore[attr-defined]
    app.__main__.main()
