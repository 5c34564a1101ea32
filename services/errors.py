"""All errors of the services, in one tree.

    QaribError
    ├── MinistryError
    │   ├── ConnectivityError       no answer: wait and try again
    │   ├── ServerError             the server is in trouble: wait, `retry_after`
    │   ├── ProtocolError           an answer that the contract does not know (HTML from a portal, …)
    │   ├── AuthenticationError     ask to sign in; nothing is lost
    │   └── RefusedError            this record needs attention; `problem` says which
    ├── VaultError
    │   ├── StorageFullError
    │   ├── DamagedRecordError
    │   ├── WrongSecretError
    │   ├── TooManyTriesError       wait, `seconds`
    │   ├── WrongRecoveryCodeError
    │   ├── MistypedCodeError       no recovery code at all; `reason` says why
    │   ├── UnreadableNowError      the device cannot read a file at present
    │   ├── ProfileInUseError       another window of the app has it open
    │   ├── StoreTooNewError        written by a newer version of the app
    │   └── KeystoreError
    ├── NotReopenableError          a record that moved on: it is shown as it is now
    ├── DocumentError               a file that cannot be taken; `reason` says why
    ├── ArchiveError                a file that cannot be brought in; `reason` says why
    ├── FileError                   a file of the device cannot be chosen or saved; `reason` says why
    ├── SpeechError
    │   ├── NoEngineError           nothing on this device can speak
    │   ├── NoAudioDeviceError      nothing can be heard here
    │   ├── NoVoiceError            the engine does not speak this `language`
    │   └── EngineFailedError       the engine hung or died; it is started again
    └── ConfigurationError          a setting that cannot be used

An error carries data and no sentence for people: `i18n.problems` finds the words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from services.models.contract import FieldError, ProblemType


class QaribError(Exception):
    """Base of every error that the services raise on purpose."""


@dataclass
class MinistryError(QaribError):
    """Talking with the ministry failed."""


@dataclass
class ConnectivityError(MinistryError):
    """No answer came: no network, a time-out, a cut. Safe to try again."""

    reason: str = "unreachable"


@dataclass
class ServerError(MinistryError):
    """5xx or 429: try again, not before `retry_after` seconds."""

    status: int
    retry_after: float | None = None
    type: str = "server-error"


@dataclass
class ProtocolError(MinistryError):
    """The answer is not of the contract: a captive portal's page, a proxy's error, a broken body."""

    status: int
    media_type: str


@dataclass
class AuthenticationError(MinistryError):
    """The sign-in is missing, over or refused. `type` is the problem's, e.g. `signed-out`, `wrong-code`."""

    type: str = ProblemType.UNAUTHENTICATED
    tries_left: int | None = None
    """The tries that are left, with `wrong-code`."""


@dataclass
class RefusedError(MinistryError):
    """4xx: the same thing sent again would be refused again."""

    type: str
    status: int
    errors: list[FieldError] = field(default_factory=list)


class VaultError(QaribError):
    """Keeping or reading something on this device failed."""


class StorageFullError(VaultError):
    """The disk is full; what was written before is intact."""


@dataclass
class DamagedRecordError(VaultError):
    """A record does not open with the profile's key: damaged, or not its own."""

    kind: str
    id: str


@dataclass
class WrongSecretError(VaultError):
    """The PIN or passphrase does not open the profile."""

    tries_left: int | None = None
    """How many more are taken without a wait."""
    wait: float = 0.0
    """Seconds until the next one is taken."""


@dataclass
class TooManyTriesError(VaultError):
    """Too many wrong PINs or passphrases: none is evaluated for `seconds`."""

    seconds: float


class WrongRecoveryCodeError(VaultError):
    """A recovery code, but not of this profile, or not its newest."""


@dataclass
class MistypedCodeError(VaultError):
    """What was typed is no recovery code.

    `reason`: sign (one that no code has, in group `count`), length (`count` signs were typed), check.
    """

    reason: str
    count: int = 0


class UnreadableNowError(VaultError):
    """The device cannot read a file at present, such as with too many open. It says nothing about the file."""


class ProfileInUseError(VaultError):
    """The profile is open already, in this app or in another window of it."""


@dataclass
class StoreTooNewError(VaultError):
    """The profile was written by a newer version of the app, with a schema that this one does not know."""

    version: int


class KeystoreError(VaultError):
    """The device's keystore does not answer or lost the device secret."""


class NotReopenableError(QaribError):
    """What waits, is on its way or was received cannot be changed any more."""


@dataclass
class DocumentError(QaribError):
    """A file that cannot be taken as a document.

    `reason`: empty, too_large, wrong_type, damaged, protected (needs a password), too_many_pixels,
    too_many_pages, gone (since it was chosen), unreadable (the device does not let it be read);
    `limit` in bytes where it applies, in pixels for too_many_pixels.
    """

    reason: str
    limit: int | None = None


@dataclass
class ArchiveError(QaribError):
    """A file that cannot be brought in as an archive; nothing of it was.

    `reason`: not_an_archive, wrong_passphrase, damaged, too_new (written by a newer version), too_large.
    """

    reason: str


@dataclass
class FileError(QaribError):
    """A file of the device, outside the app, that cannot be chosen or saved.

    `reason`: no_dialog (the system did not show its window for files), not_allowed (nothing may be written there),
    no_room (left there), not_written.
    """

    reason: str


class SpeechError(QaribError):
    """The app's own voice cannot be heard. Equal when of one kind: it is kept and compared as data."""


@dataclass
class NoEngineError(SpeechError):
    """No speech engine is on this device, or none that starts."""


@dataclass
class NoAudioDeviceError(SpeechError):
    """The engine is there, but no audio device or sound server takes its sound."""


@dataclass
class NoVoiceError(SpeechError):
    """The engine has no voice for a language."""

    language: str


@dataclass
class EngineFailedError(SpeechError):
    """The engine hung, died or refused. What was being said is lost; the next utterance starts it again."""


@dataclass
class ConfigurationError(QaribError):
    """A setting that cannot be used, by its name in the environment.

    `reason`: not_an_address, insecure, not_pins.
    """

    setting: str
    reason: str
