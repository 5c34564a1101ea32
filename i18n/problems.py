"""The words for everything that can go wrong: what happened, why, and how to put it right.

Errors of the services carry data and stable names; here each finds its sentences. An unknown name gets the
words of a fault of the application, so that a newer ministry never shows a person an empty message.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from i18n.phrase import joined
from i18n.problem_words import PROBLEMS, UNEXPECTED
from i18n.words import Words
from services.errors import (
    ArchiveError,
    AuthenticationError,
    ConnectivityError,
    DamagedRecordError,
    DocumentError,
    EngineFailedError,
    FileError,
    KeystoreError,
    MistypedCodeError,
    NoAudioDeviceError,
    NoEngineError,
    NotReopenableError,
    NoVoiceError,
    ProfileInUseError,
    ProtocolError,
    QaribError,
    RefusedError,
    ServerError,
    StorageFullError,
    StoreTooNewError,
    TooManyTriesError,
    UnreadableNowError,
    VaultError,
    WrongRecoveryCodeError,
    WrongSecretError,
)
from services.models.outbox import Sending

_NAMES: dict[type[QaribError], str] = {
    ProtocolError: "unexpected-answer",
    StorageFullError: "storage-full",
    DamagedRecordError: "damaged-record",
    WrongSecretError: "wrong-passphrase",
    TooManyTriesError: "too-many-tries",
    WrongRecoveryCodeError: "wrong-recovery-code",
    KeystoreError: "keystore",
    UnreadableNowError: "unreadable-now",
    ProfileInUseError: "profile-in-use",
    StoreTooNewError: "store-too-new",
    NoEngineError: "no-engine",
    NoAudioDeviceError: "no-audio-device",
    NoVoiceError: "no-voice",
    EngineFailedError: "engine-failed",
    VaultError: "device-trouble",
    NotReopenableError: "not-reopenable",
}
"""The first that fits: a base comes after its own."""
_AREAS: dict[type[QaribError], str] = {
    MistypedCodeError: "mistyped-code",
    ArchiveError: "archive",
    DocumentError: "document",
    FileError: "file",
}
"""The beginning of the names of errors that come for several reasons."""


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A problem in words: `title` says what happened, `text` what it means, `next_step` what to do."""

    title: str
    text: str
    next_step: str

    @property
    def in_one_line(self) -> str:
        """Write a problem beside a question, where a heading has no room."""
        title = self.title if self.title[-1:] in (*".?!؟…", "") else f"{self.title}."
        return joined(" ", [part for part in (title, self.text, self.next_step) if part])


def describe(error: QaribError | str, words: Words) -> ProblemText:
    """Find the words for an error, or for a problem's stable name.

    The name is that of `Sending.problem`.
    """
    title, text, next_step = PROBLEMS.get(name_of(error), UNEXPECTED)
    problem = ProblemText(words(title), words(text), words(next_step))
    match error:
        case ServerError(retry_after=float() | int() as seconds) | TooManyTriesError(seconds):
            return ProblemText(problem.title, problem.text, _wait(seconds, words))
        case MistypedCodeError("length", count):
            counted = words.n("You wrote {count} sign.", "You wrote {count} signs.", count)
            return ProblemText(problem.title, counted, problem.next_step)
        case MistypedCodeError("sign", count):
            # Translators: a recovery code is written in groups of four signs.
            return ProblemText(
                problem.title, words("Look at group {number}.", number=count), problem.next_step
            )
        case DocumentError(reason="too_large", limit=int() as limit):
            # Translators: {size} is a size such as 20 MB.
            limited = words(
                "It is larger than {size}, the most that is accepted.", size=words.file_size(limit)
            )
            return ProblemText(problem.title, limited, problem.next_step)
    return problem


def describe_wrong(error: WrongSecretError, lock: str, words: Words) -> ProblemText:
    """Find the words for a wrong "pin" or "passphrase"."""
    problem = describe(f"wrong-{lock}", words)
    if not error.tries_left:
        return problem
    more = words.n(
        "{count} more try, then there is a wait.",
        "{count} more tries, then there is a wait.",
        error.tries_left,
    )
    return replace(problem, text=more)


def describe_sending(sending: Sending, words: Words) -> ProblemText:
    """Find the words for the problem of a sending.

    Those of its kind, where the kind has its own."""
    name = f"{sending.kind}-{sending.problem}"
    return describe(name if name in PROBLEMS else sending.problem or "", words)


def name_of(error: QaribError | str) -> str:
    """Return the stable name of an error's words."""
    match error:
        case str():
            return error
        case ConnectivityError():
            return error.reason
        case ServerError() | AuthenticationError() | RefusedError():
            return error.type
        case MistypedCodeError() | ArchiveError() | DocumentError() | FileError():
            return f"{_AREAS[type(error)]}-{error.reason.replace('_', '-')}"
    return next((name for kind, name in _NAMES.items() if isinstance(error, kind)), "unexpected")


def _wait(seconds: float, words: Words) -> str:
    minutes = max(1, math.ceil(seconds / 60))
    return words.n("Wait {count} minute, then try again.", "Wait {count} minutes, then try again.", minutes)
