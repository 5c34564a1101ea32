"""What can be wrong with the catalogue's files. A catalogue with any of these is never served.

CatalogueError
├── UnreadableFileError     not YAML, not JSON, or not there
├── WrongShapeError         a value is of another kind than the contract asks for
├── UnknownKeyError         a key that nobody reads: a slip of the pen
├── MissingKeyError         a key that the contract asks for
├── MissingLanguageError    a text without Arabic or without French
├── DuplicateIdError        two things of one name
└── DanglingReferenceError  a name that nothing bears
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class CatalogueError(Exception):
    """`where` leads from the file to the value, by ids: `sick_leave/form/leave/leave_start/label`."""

    where: str

    def __str__(self) -> str:
        said = ", ".join(f"{name} {value!r}" for name, value in vars(self).items() if name != "where")
        return f"{self.where}: {type(self).__name__} ({said})"


@dataclass
class UnreadableFileError(CatalogueError):
    reason: str


@dataclass
class WrongShapeError(CatalogueError):
    expected: str
    found: object


@dataclass
class UnknownKeyError(CatalogueError):
    key: str


@dataclass
class MissingKeyError(CatalogueError):
    key: str


@dataclass
class MissingLanguageError(CatalogueError):
    language: str


@dataclass
class DuplicateIdError(CatalogueError):
    id: str


@dataclass
class DanglingReferenceError(CatalogueError):
    kind: str
    id: str
