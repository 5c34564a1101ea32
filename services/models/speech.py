"""What is said aloud. Words shown and words said are tied, so that the word being said can be marked."""

from __future__ import annotations

from dataclasses import dataclass

from services.errors import NoVoiceError, SpeechError


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the shown text and how it is said: "CNAS" is said in full, a reference in groups.

    `start` and `end` are offsets of characters in `Utterance.shown`, the end excluded.
    """

    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence or a label, as shown, with its pieces in order; `language` is one of ar, fr, kab, en."""

    shown: str
    pieces: tuple[Piece, ...]
    language: str


@dataclass(frozen=True, slots=True)
class EngineVoice:
    """A voice of the engine. `name` is what `Comfort.voice_name` keeps; `label` is the engine's name for it.

    `gender` is "female", "male" or empty where the engine does not say.
    """

    name: str
    language: str
    label: str
    gender: str = ""
    experimental: bool = False
    """Reads by rules that no native speaker has judged yet: say so beside it."""


@dataclass(frozen=True, slots=True)
class SpeakerReady:
    """The engine has started: its voices are known, and whether it can be heard (`problem` is None)."""

    problem: SpeechError | None


@dataclass(frozen=True, slots=True)
class UtteranceStarted:
    """The utterance at this index is being said. `speech` is the number that `say` gave, here and below."""

    speech: int
    utterance: int


@dataclass(frozen=True, slots=True)
class WordSaid:
    """The word being said: `shown[start:end]` of the utterance. Engines that tell no words never send it."""

    speech: int
    utterance: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UtteranceSkipped:
    """The report of what was not said, for want of a voice for its language; the others are said."""

    speech: int
    utterance: int
    problem: NoVoiceError


@dataclass(frozen=True, slots=True)
class SpeechFinished:
    """Said to its end."""

    speech: int


@dataclass(frozen=True, slots=True)
class SpeechInterrupted:
    """Stopped, or something newer is said instead."""

    speech: int


@dataclass(frozen=True, slots=True)
class SpeechFailed:
    """The report of what was not said, or not to its end."""

    speech: int
    problem: SpeechError


SpeechEvent = (
    SpeakerReady
    | UtteranceStarted
    | WordSaid
    | UtteranceSkipped
    | SpeechFinished
    | SpeechInterrupted
    | SpeechFailed
)
"""After `say`, exactly one of finished, interrupted and failed comes, and nothing of that speech after it."""
