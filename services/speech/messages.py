"""What the speaker and its worker tell one another, and how it is written on a pipe: one line of JSON each.

Not `services.codec`: the worker is started while a person waits, and imports the less for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from services.errors import EngineFailedError, NoAudioDeviceError, NoEngineError, NoVoiceError, SpeechError
from services.models.speech import EngineVoice


@dataclass(frozen=True, slots=True)
class Passage:
    """One utterance as the engine gets it."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Say:
    """Say this instead of whatever is being said. `voice` is a name or empty; `rate` is per cent."""

    speech: int
    passages: tuple[Passage, ...]
    voice: str
    rate: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Be quiet; answered by `Quiet`."""


Command = Say | Stop


@dataclass(frozen=True, slots=True)
class Ready:
    """The first report of a worker."""

    voices: tuple[EngineVoice, ...]
    problem: SpeechError | None


@dataclass(frozen=True, slots=True)
class Begun:
    """The engine turned to this speech: what was said before it is over."""

    speech: int


@dataclass(frozen=True, slots=True)
class Uttering:
    speech: int
    utterance: int


@dataclass(frozen=True, slots=True)
class Word:
    """`position`: offset, in characters, of the word in the passage's text."""

    speech: int
    utterance: int
    position: int


@dataclass(frozen=True, slots=True)
class Unvoiced:
    """No voice for this utterance's language."""

    speech: int
    utterance: int


@dataclass(frozen=True, slots=True)
class Alive:
    """The engine is busy, and not hung."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """The report that nothing is being said."""


@dataclass(frozen=True, slots=True)
class Said:
    """Said to its end, and heard."""

    speech: int


@dataclass(frozen=True, slots=True)
class Broken:
    speech: int
    problem: SpeechError


Report = Ready | Begun | Uttering | Word | Unvoiced | Alive | Quiet | Said | Broken


def write(message: Command | Report) -> bytes:
    """Return a message as a line."""
    return json.dumps([type(message).__name__, _plain(message)], default=_plain).encode("ascii") + b"\n"


def read(line: bytes) -> Command | Report:
    """Return the message of a line.

    `ValueError` for anything else (a library that printed on our pipe).
    """
    value = json.loads(line)
    try:
        name, content = value
        return _KINDS[name](**content)
    except (TypeError, KeyError) as error:
        raise ValueError("not a message") from error


def _plain(value: Any) -> Any:
    if isinstance(value, SpeechError):
        return [type(value).__name__, *([value.language] if isinstance(value, NoVoiceError) else [])]
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _problem_in(value: list[str] | None) -> SpeechError | None:
    return _PROBLEMS[value[0]](*value[1:]) if value else None


def _say(*, passages: list[dict[str, str]], **rest: Any) -> Say:
    return Say(passages=tuple(Passage(**passage) for passage in passages), **rest)


def _ready(*, voices: list[dict[str, Any]], problem: list[str] | None) -> Ready:
    return Ready(tuple(EngineVoice(**voice) for voice in voices), _problem_in(problem))


def _broken(*, speech: int, problem: list[str]) -> Broken:
    return Broken(speech, _problem_in(problem) or EngineFailedError())


_PROBLEMS: dict[str, Callable[..., SpeechError]] = {
    kind.__name__: kind for kind in (NoEngineError, NoAudioDeviceError, NoVoiceError, EngineFailedError)
}

_KINDS: dict[str, Callable[..., Command | Report]] = {
    kind.__name__: kind for kind in (Stop, Begun, Uttering, Word, Unvoiced, Alive, Quiet, Said)
} | {"Say": _say, "Ready": _ready, "Broken": _broken}
