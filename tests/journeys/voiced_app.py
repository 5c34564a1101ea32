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

from app.__main__ import main
from app.shell import house
from services.speech import Speaker, device_speaker
from tests.journeys.hearing import SPEECH
from tests.speech.listening import RecordedSpeaker


class Noting(RecordedSpeaker):
    """A sink that writes down when it was asked to be quiet, too, by the clock of the device's record."""

    def stop(self) -> None:
        self._write({"order": "stop", "at": time.monotonic()})
        self._speaker.stop()


if __name__ == "__main__":
    recorded = Noting(device_speaker(worker="tests.speech.recording_worker"), Path(os.environ[SPEECH]))
    # Taken from its module when the app moves in.
    house.build_house = functools.partial(house.build_house, speaker=cast(Speaker, recorded))
    main()
