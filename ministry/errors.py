"""Why the server does not start, for its administrator; `ministry.cli` finds the words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass
class StartError(Exception):
    """The server's own files cannot be used as they are. Base of the others."""

    path: Path


@dataclass
class OpenToOthersError(StartError):
    """Other accounts of the machine reach the path, and that cannot be changed from here."""

    reason: str


@dataclass
class BadSecretError(StartError):
    """The file of the server's secret holds too few bytes to be one."""

    size: int


@dataclass
class BadSealError(StartError):
    """The file of the seal holds no private key with its certificate."""


@dataclass
class DatabaseStartError(StartError):
    """A program of PostgreSQL, `path`, did not do what it was started for."""

    said: str


@dataclass
class EarlierDatabaseError(StartError):
    """`path` is the database of an earlier version, which was not carried over."""


@dataclass
class NotEmptyError(StartError):
    """A database that has persons or requests already: `path` is not carried over into it."""


@dataclass
class EarlierInUseError(StartError):
    """`path`, the database of an earlier version, is open in another program."""


@dataclass
class DamagedDatabaseError(StartError):
    """`path`, the database of an earlier version, cannot be read to its end."""

    said: str


@dataclass
class PutAsideError(StartError):
    """`path`, the database of an earlier version, cannot have its other name."""

    reason: str
