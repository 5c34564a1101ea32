"""Why the server does not start, for its administrator; `ministry.start_words` has the words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class StartError(Exception):
    """Base of the others."""


@dataclass
class DatabaseAwayError(StartError):
    """The database that the settings name does not answer."""

    said: str


class DatabaseTooNewError(StartError):
    """A later version of this program has brought the database up to date."""


@dataclass
class PathError(StartError):
    """The server's own files cannot be used as they are. Base of those that follow."""

    path: Path


@dataclass
class NotOursError(PathError):
    """The data folder holds files, and none by which it is known as one."""


@dataclass
class OpenToOthersError(PathError):
    """Other accounts of the machine reach the path, and that cannot be changed from here."""

    reason: str


@dataclass
class BadSecretError(PathError):
    """The file of the server's secret holds too few bytes to be one."""

    size: int


@dataclass
class BadSealError(PathError):
    """The file of the seal holds no private key with its certificate."""


@dataclass
class DatabaseStartError(PathError):
    """A program of PostgreSQL, `path`, did not do what it was started for."""

    said: str


@dataclass
class EarlierDatabaseError(PathError):
    """`path` is the database of an earlier version, which was not carried over."""


@dataclass
class NotEmptyError(PathError):
    """A database that has persons or requests already: `path` is not carried over into it."""


@dataclass
class EarlierInUseError(PathError):
    """`path`, the database of an earlier version, is open in another program."""


@dataclass
class DamagedDatabaseError(PathError):
    """`path`, the database of an earlier version, cannot be read to its end."""

    said: str


@dataclass
class PutAsideError(PathError):
    """`path`, the database of an earlier version, cannot have its other name."""

    reason: str
