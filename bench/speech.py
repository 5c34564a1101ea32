"""How soon the voice is heard, and how soon it is quiet: `python -m bench.speech [--times N]`.

Baseline: `espeak-ng --stdout` with the same text and voice, from its start to the first byte of sound. Ours: from
`say` to the first sound that reaches the device, the speaker being warm. The device records at the pace of a real
one; a real device adds its own latency to both. Target: 150 ms to the first sound, 50 ms of sound after a stop.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from services.models.speech import (
    Piece,
    SpeakerReady,
    SpeechEvent,
    SpeechInterrupted,
    Utterance,
    WordSaid,
)
from services.speech.start import device_speaker
from tests.speech.recording_worker import PACE, SOUND

WORKER = "tests.speech.recording_worker"
WAVE_HEADER = 44
TEXTS = {
    "fr": (
        "fr-fr",
        "Votre demande est enregistrée sur cet appareil. Elle partira dès que le réseau revient.",
    ),
    "ar": ("ar", "تم حفظ طلبك على هذا الجهاز. سيرسل عند عودة الشبكة."),
    "en": ("en-gb", "Your request is kept on this device. It will be sent when the network is back."),
}


class Bench:
    def __init__(self, folder: Path) -> None:
        self._sound = folder / "sound"
        os.environ |= {SOUND: str(self._sound), PACE: "1"}
        self._events: list[SpeechEvent] = []
        self._change = threading.Condition()
        self.speaker = device_speaker(WORKER)
        self.speaker.subscribe(self._hear)
        self.speaker.prepare()
        self._wait(SpeakerReady)

    def _hear(self, event: SpeechEvent) -> None:
        with self._change:
            self._events.append(event)
            self._change.notify_all()

    def _wait(self, kind: type[SpeechEvent]) -> None:
        with self._change:
            found = self._change.wait_for(lambda: any(isinstance(e, kind) for e in self._events), 20)
            if not found:
                raise TimeoutError(kind.__name__)

    def once(self, utterance: Utterance) -> tuple[float, float]:
        """Milliseconds from `say` to the first sound, and of sound taken after `stop`."""
        self._events.clear()
        seen = len(self._records())
        said = time.monotonic()
        self.speaker.say([utterance])
        self._wait(WordSaid)
        time.sleep(0.4)
        stopped = time.monotonic()
        self.speaker.stop()
        self._wait(SpeechInterrupted)
        time.sleep(0.1)
        sounds = [(at, size) for what, at, size in self._records()[seen:] if what == "sound"]
        after = sum(size for at, size in sounds if at > stopped) / 2 / 22050 * 1000
        return (sounds[0][0] - said) * 1000, after

    def _records(self) -> list[tuple[str, float, int]]:
        return [json.loads(line) for line in self._sound.read_text(encoding="utf-8").splitlines()]


def espeak_alone(voice: str, text: str) -> float:
    """Milliseconds from the start of the program to the first byte of sound."""
    start = time.monotonic()
    with subprocess.Popen(
        ["espeak-ng", "-v", voice, "--stdout", text], stdout=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdout is not None
        read = b""
        while len(read) <= WAVE_HEADER:
            read += process.stdout.read(WAVE_HEADER + 1 - len(read))
        elapsed = time.monotonic() - start
        process.kill()
    return elapsed * 1000


def row(name: str, values: list[float]) -> str:
    ordered = sorted(values)
    p95 = ordered[int(len(ordered) * 0.95)]
    return f"  {name:34} median {statistics.median(values):6.1f}   p95 {p95:6.1f}   worst {ordered[-1]:6.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for language, (voice, text) in TEXTS.items():
            utterance = Utterance(text, (Piece(text, 0, len(text)),), language)
            bench.once(utterance)
            alone = [espeak_alone(voice, text) for _ in range(times)]
            first, after = zip(*(bench.once(utterance) for _ in range(times)), strict=True)
            print(f"{language}: ms, n = {times}")
            print(row("espeak-ng alone, to first sound", alone))
            print(row("say, to first sound", list(first)))
            print(f"  {'ratio of medians':34} {statistics.median(first) / statistics.median(alone):6.2f}")
            print(row("sound taken after stop", list(after)))
        bench.speaker.close()


if __name__ == "__main__":
    main()
