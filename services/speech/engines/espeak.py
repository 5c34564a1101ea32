"""eSpeak NG on Linux: Arabic, French, English, and Kabyle by our own rules. Its sound is played by us."""

from __future__ import annotations

from collections.abc import Callable

from services.errors import NoAudioDeviceError, SpeechError
from services.models.speech import EngineVoice
from services.speech.engines.espeak_library import EspeakLibrary, ListedVoice, WordEvent
from services.speech.engines.spelling import Speller, Spelling, kabyle_speller, spell
from services.speech.messages import SpokenText
from services.speech.sinks import SLICE_MS, DeviceSink, Sink

USUAL_RATE = 175
"""Words a minute; espeak-ng's own usual rate."""

_SLOWEST, _FASTEST = 80, 450
_LANGUAGES = ("ar", "fr", "en")
_PREFERRED = ("ar", "fr-fr", "en-gb")
_WOMAN = "+f2"
"""A variant that comes with espeak-ng: the same sounds in a higher voice."""


class EspeakEngine:
    """espeak-ng on Linux. Raises `NoEngineError` when the library or its data is missing."""

    def __init__(
        self,
        sink: Sink | None = None,
        library: EspeakLibrary | None = None,
        speller: Speller | None = None,
    ) -> None:
        self._library = library or EspeakLibrary()
        self._sink = sink or DeviceSink()
        self._speller = speller or kabyle_speller()
        self._open = False

    def problem(self) -> SpeechError | None:
        try:
            self._sink.open(self._library.rate)
        except NoAudioDeviceError as problem:
            return problem
        self._sink.abort()
        return None

    def voices(self) -> tuple[EngineVoice, ...]:
        listed = [voice for voice in self._library.voices() if not voice.identifier.startswith("mb/")]
        voices = []
        for language in _LANGUAGES:
            found = sorted(filter(None, (_named(voice, language) for voice in listed)), key=_rank)
            if found and self._library.use_voice(found[0].name + _WOMAN):
                best = found[0]
                found.insert(1, EngineVoice(best.name + _WOMAN, language, best.label, "female"))
            voices += found
        if self._speller and self._library.use_voice(self._speller.base_voice):
            voices.append(EngineVoice(self._speller.base_voice, "kab", "Kabyle", experimental=True))
        return tuple(voices)

    def say(
        self,
        passage: SpokenText,
        voice: EngineVoice,
        rate: int,
        on_word: Callable[[int], None],
        stopped: Callable[[], bool],
    ) -> None:
        if stopped():
            return
        if not self._open:
            self._sink.open(self._library.rate)
            self._open = True
        self._library.use_voice(voice.name)
        self._library.use_rate(min(max(USUAL_RATE * rate // 100, _SLOWEST), _FASTEST))
        spelling = spell(passage.text, self._speller) if voice.language == "kab" and self._speller else None
        playing = _Playing(self._sink, self._library.rate, _placed(on_word, spelling), stopped)
        self._library.speak(spelling.text if spelling else passage.text, spelling is not None, playing.take)
        if playing.problem is not None:
            self._open = False
            raise playing.problem

    def settle(self, stopped: Callable[[], bool]) -> None:
        if not self._open:
            return
        self._open = False
        if stopped():
            self._sink.abort()
        else:
            self._sink.finish()


class _Playing:
    """Sound of one passage on its way to the sink, in slices, with the words at their samples."""

    def __init__(
        self, sink: Sink, rate: int, on_word: Callable[[int], None], stopped: Callable[[], bool]
    ) -> None:
        self._sink = sink
        self._slice = rate * SLICE_MS // 1000 * 2
        self._on_word = on_word
        self._stopped = stopped
        self._sample = 0
        self._words: list[WordEvent] = []
        self.problem: SpeechError | None = None

    def take(self, sound: bytes, words: list[WordEvent]) -> bool:
        self._words += words
        for start in range(0, len(sound), self._slice):
            if self._stopped():
                return False
            part = sound[start : start + self._slice]
            self._tell_words(self._sample + len(part) // 2)
            try:
                self._sink.write(part)
            except SpeechError as problem:
                self.problem = problem
                return False
            self._sample += len(part) // 2
        return True

    def _tell_words(self, until: int) -> None:
        while self._words and self._words[0].sample < until:
            self._on_word(self._words.pop(0).position)


def _placed(on_word: Callable[[int], None], spelling: Spelling | None) -> Callable[[int], None]:
    return on_word if spelling is None else lambda position: on_word(spelling.written(position))


def _named(voice: ListedVoice, language: str) -> EngineVoice | None:
    """Describe a voice that speaks the language or its variety."""
    for _, code in voice.languages:
        if code == language or code.startswith(f"{language}-"):
            return EngineVoice(code, language, voice.label.replace("_", " "))
    return None


def _rank(voice: EngineVoice) -> tuple[bool, str]:
    return voice.name not in _PREFERRED, voice.name
