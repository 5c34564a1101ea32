"""The worker's side with the real engine and a device whose time is the test's: samples are counted, not seconds."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from services.errors import NoAudioDeviceError
from services.models.speech import EngineVoice
from services.speech.engine_loop import EngineLoop, choose
from services.speech.engines.espeak import EspeakEngine
from services.speech.engines.espeak_library import EspeakLibrary
from services.speech.messages import (
    Begun,
    Broken,
    Quiet,
    Ready,
    Report,
    Said,
    Say,
    SpokenText,
    Stop,
    Uttering,
    WordAt,
)
from services.speech.sinks import BUFFER_MS, SLICE_MS, Sink
from tests.speech.devices import MissingSink, RecordingSink, SteppedSink, UnpluggedSink

LONG = SpokenText("Votre demande est enregistrée sur cet appareil. " * 20, "fr")
SHORT = SpokenText("Bonjour Amina", "fr")


@pytest.fixture(scope="module")
def library() -> EspeakLibrary:
    return EspeakLibrary()


class Rig:
    def __init__(self, library: EspeakLibrary, sink: Sink) -> None:
        self.reports: list[Report] = []
        self._change = threading.Condition()
        self.session = EngineLoop(EspeakEngine(sink, library), self._report)
        self._thread = threading.Thread(target=self.session.run, daemon=True)
        self._thread.start()
        self.wait(lambda report: isinstance(report, Ready))

    def _report(self, report: Report) -> None:
        with self._change:
            self.reports.append(report)
            self._change.notify_all()

    def wait(self, wanted: object) -> None:
        assert callable(wanted)
        with self._change:
            assert self._change.wait_for(lambda: any(map(wanted, self.reports)), 20), self.reports

    def say(self, speech: int, *passages: SpokenText, rate: int = 100, voice: str = "") -> None:
        self.session.receive(Say(speech, passages, voice, rate))

    def close(self) -> None:
        self.session.close()
        self._thread.join(20)
        assert not self._thread.is_alive()


@pytest.fixture
def sink() -> SteppedSink:
    return SteppedSink()


@pytest.fixture
def rig(library: EspeakLibrary, sink: SteppedSink) -> Iterator[Rig]:
    rig = Rig(library, sink)
    yield rig
    sink.run_free()
    rig.close()


def milliseconds(samples: int, sink: RecordingSink) -> float:
    return samples * 1000 / sink.rate


def test_after_a_stop_at_most_one_slice_reaches_the_device_and_the_rest_is_dropped(
    rig: Rig, sink: SteppedSink
) -> None:
    rig.say(1, LONG)
    sink.wait_full()
    sink.play(700)
    sink.wait_full()
    at_stop = sink.samples
    rig.session.receive(Stop())
    sink.run_free()
    rig.wait(lambda report: isinstance(report, Quiet))
    after = milliseconds(sink.samples - at_stop, sink)
    assert after <= SLICE_MS
    # What the device had been given before: dropped, but even a device that cannot drop stays within 50 ms.
    assert after + BUFFER_MS <= 50
    assert sink.marks[-1] == ("abort", sink.samples)


def test_something_newer_interrupts_as_fast(rig: Rig, sink: SteppedSink) -> None:
    rig.say(1, LONG)
    sink.wait_full()
    at = sink.samples
    rig.say(2, SHORT)
    sink.run_free()
    rig.wait(lambda report: report == Said(2))
    dropped = next(place for what, place in sink.marks if what == "abort" and place)
    assert milliseconds(dropped - at, sink) <= SLICE_MS
    assert Said(1) not in rig.reports


def test_of_many_only_the_first_begun_and_the_last_are_ever_turned_to(rig: Rig, sink: SteppedSink) -> None:
    rig.say(1, LONG)
    sink.wait_full()
    for number in range(2, 50):
        rig.say(number, LONG)
    rig.say(50, SHORT)
    sink.run_free()
    rig.wait(lambda report: report == Said(50))
    assert [report.speech for report in rig.reports if isinstance(report, Begun)] == [1, 50]


def test_a_word_is_told_when_its_sound_goes_to_the_device(rig: Rig, sink: SteppedSink) -> None:
    rig.say(1, SHORT)
    rig.wait(lambda report: report == WordAt(1, 0, 0))
    sink.wait_full()
    assert WordAt(1, 0, 8) not in rig.reports, "the second word begins after half a second"
    sink.play(5000)
    rig.wait(lambda report: report == WordAt(1, 0, 8))
    rig.wait(lambda report: report == Said(1))
    assert sink.marks[-1][0] == "finish"


def lasting(
    library: EspeakLibrary, *passages: SpokenText, rate: int = 100, voice: str = ""
) -> tuple[float, bytes]:
    sink = RecordingSink()
    rig = Rig(library, sink)
    rig.say(1, *passages, rate=rate, voice=voice)
    rig.wait(lambda report: isinstance(report, Said))
    rig.close()
    return milliseconds(sink.samples, sink), bytes(sink.pcm)


def test_the_rate_is_heard(library: EspeakLibrary) -> None:
    usual, _ = lasting(library, LONG)
    assert lasting(library, LONG, rate=200)[0] == pytest.approx(usual / 2, rel=0.15)
    assert lasting(library, LONG, rate=50)[0] == pytest.approx(usual * 2, rel=0.15)


def test_each_language_and_voice_sounds_otherwise(library: EspeakLibrary) -> None:
    said = "Azul Amina"
    sounds = {lasting(library, SpokenText(said, language))[1] for language in ("ar", "fr", "en", "kab")}
    sounds.add(lasting(library, SpokenText(said, "fr"), voice="fr-fr+f2")[1])
    assert len(sounds) == 5


def test_a_voice_is_for_its_own_language_only() -> None:
    first, second, other = (EngineVoice(name, name[:2], "") for name in ("fr-a", "fr-b", "ar-a"))
    voices = (first, second, other)
    assert choose(voices, "fr", "") == choose(voices, "fr", "ar-a") == first
    assert choose(voices, "fr", "fr-b") == second
    assert choose(voices, "ar", "fr-b") == other
    assert choose(voices, "kab", "fr-b") is None


@pytest.mark.parametrize(
    "text", ["Un\0 deux trois", "Un 😀 deux trois", "Un \ud83d deux trois", "Un <b> [[ deux trois"]
)
def test_odd_characters_end_nothing_and_move_nothing(library: EspeakLibrary, text: str) -> None:
    sink = RecordingSink()
    rig = Rig(library, sink)
    rig.say(1, SpokenText(text, "fr"))
    rig.wait(lambda report: report == Said(1))
    rig.close()
    assert WordAt(1, 0, text.index("deux")) in rig.reports
    assert WordAt(1, 0, text.index("trois")) in rig.reports


def test_kabyle_is_read_by_its_rules_and_marked_in_its_spelling(library: EspeakLibrary) -> None:
    text = "Azul fell-awen, tanemmirt!"
    sink = RecordingSink()
    rig = Rig(library, sink)
    rig.say(1, SpokenText(text, "kab"))
    rig.wait(lambda report: report == Said(1))
    rig.close()
    places = {report.position for report in rig.reports if isinstance(report, WordAt)}
    assert places == {0, text.index("fell"), text.index("tanemmirt")}


def test_without_a_device_it_says_so(library: EspeakLibrary) -> None:
    rig = Rig(library, MissingSink())
    assert isinstance(rig.reports[0], Ready)
    assert rig.reports[0].problem == NoAudioDeviceError()
    assert rig.reports[0].voices, "the voices are known all the same"
    rig.say(1, SHORT)
    rig.wait(lambda report: report == Broken(1, NoAudioDeviceError()))
    rig.close()


def test_a_device_that_goes_away_is_told_and_sought_again(library: EspeakLibrary) -> None:
    sink = UnpluggedSink(after=3000)
    rig = Rig(library, sink)
    rig.say(1, LONG, SHORT)
    rig.wait(lambda report: report == Broken(1, NoAudioDeviceError()))
    assert Uttering(1, 1) not in rig.reports
    rig.say(2, SHORT)
    rig.wait(lambda report: report == Said(2))
    rig.close()
