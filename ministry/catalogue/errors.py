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


@dataclass(eq=False)
class CatalogueError(Exception):
    """`where` leads to the value by ids: `/services/afs/form/groups/situation/questions/illness/label/fr`.

    Before there is a service to speak of, it is the file's name.
    """

    where: str

    def __str__(self) -> str:
        said = ", ".join(f"{name} {value!r}" for name, value in vars(self).items() if name != "where")
        return f"{self.where}: {type(self).__name__} ({said})"


@dataclass(eq=False)
class UnreadableFileError(CatalogueError):
    reason: str


@dataclass(eq=False)
class WrongShapeError(CatalogueError):
    expected: str
    found: object


@dataclass(eq=False)
class UnknownKeyError(CatalogueError):
    key: str


@dataclass(eq=False)
class MissingKeyError(CatalogueError):
    key: str


@dataclass(eq=False)
class MissingLanguageError(CatalogueError):
    language: str


@dataclass(eq=False)
class DuplicateIdError(CatalogueError):
    id: str


@dataclass(eq=False)
class DanglingReferenceError(CatalogueError):
    kind: str
    id: str
