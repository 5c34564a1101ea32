"""The real worker and engine with a device that records: `python -m tests.speech.recording_worker`.

For tests, journeys and the benchmark: give this module's name to `device_speaker(worker=…)`. Where
QARIB_TEST_SOUND names a file, each line of it is `[what, time, bytes]`; the time is the system's monotonic
clock in seconds. QARIB_TEST_PACE is the speed of the device: 1 as a real one, 0 (the default) without waiting.
"""

from __future__ import annotations

import json
import os
import time
from typing import TextIO

from services.speech.engines.espeak import EspeakEngine
from services.speech.sinks import BUFFER_MS
from services.speech.worker import main

SOUND = "QARIB_TEST_SOUND"
PACE = "QARIB_TEST_PACE"


class FileSink:
    """A sink that takes sound at the pace of a device with a buffer of `BUFFER_MS`."""

    def __init__(self, record: TextIO | None, pace: float) -> None:
        self._record = record
        self._pace = pace
        self._rate = 0
        self._empty_at = 0.0

    def open(self, rate: int) -> None:
        self._rate = rate
        self._empty_at = 0.0
        self._note("open")

    def write(self, pcm: bytes) -> None:
        if self._pace:
            now = time.monotonic()
            self._empty_at = max(self._empty_at, now) + len(pcm) / 2 / self._rate / self._pace
            time.sleep(max(self._empty_at - BUFFER_MS / 1000 / self._pace - now, 0))
        self._note("sound", len(pcm))

    def finish(self) -> None:
        self._note("finish")

    def abort(self) -> None:
        self._note("abort")

    def _note(self, what: str, size: int = 0) -> None:
        if self._record is not None:
            self._record.write(json.dumps([what, time.monotonic(), size]) + "\n")


def recording_sink() -> FileSink:
    path = os.environ.get(SOUND)
    # The file stays open until the process ends, which is the worker's only end.
    record = open(path, "a", encoding="utf-8", buffering=1) if path else None  # noqa: SIM115, PTH123
    return FileSink(record, float(os.environ.get(PACE, "0")))


if __name__ == "__main__":
    main(lambda: EspeakEngine(sink=recording_sink()))
