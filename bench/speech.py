"""How soon the voice is heard, and how soon it is quiet.

Baseline: `espeak-ng --stdout` with the same text and voice, from its start to the first byte of sound. Ours: from
`say` to the first sound that reaches the device, the speaker being warm. The device records at the pace of a real
one; a real device adds its own latency to both. Target: 150 ms to the first sound, 50 ms of sound after a stop.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bench.measure import Figure, Result, interleaved, middle, percentile, ratio, spread
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
        """Return milliseconds to the first sound, and of sound after `stop`."""
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
    """Return milliseconds from the program's start to its first sound."""
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


def run(*, quick: bool) -> Result:
    rounds = 3 if quick else 12
    if shutil.which("espeak-ng") is None:
        why = "not run: espeak-ng is not installed"
        return Result([Figure("the voice", "espeak-ng alone", None, note=why)])
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        found = [figure for language in TEXTS for figure in _figures(bench, language, rounds)]
        bench.speaker.close()
    return Result(found)


def _figures(bench: Bench, language: str, rounds: int) -> list[Figure]:
    text = TEXTS[language][1]
    utterance = Utterance(text, (Piece(text, 0, len(text)),), language)
    names = (f"voice, {language}: say → first sound", f"voice, {language}: sound after a stop")
    return figures(names, lambda: bench.once(utterance), language, rounds)


def figures(
    names: tuple[str, str], once: Callable[[], tuple[float, float]], language: str, rounds: int
) -> list[Figure]:
    """Measure the first sound and what is heard after a stop."""
    after: list[float] = []

    def said() -> float:
        first, quiet = once()
        after.append(quiet)
        return first

    costs = interleaved({"ours": said, "alone": lambda: espeak_alone(*TEXTS[language])}, rounds)
    first, alone = costs["ours"], costs["alone"]
    return [
        Figure(
            names[0],
            "espeak-ng alone, to its first byte",
            spread(first),
            unit="ms",
            target=150,
            ours=middle(first),
            theirs=middle(alone),
            rounds=rounds,
            note=f"{ratio(first, alone).median:.2f} × the baseline; p95 {percentile(first, 95):.0f} ms",
        ),
        Figure(
            names[1],
            "silence",
            spread(after[1:]),
            unit="ms",
            target=50,
            ours=middle(after[1:]),
            rounds=rounds,
        ),
    ]
