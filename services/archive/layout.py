"""The contents of an archive: a ZIP file inside the age file. `docs/archive.md` describes it for other programs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, Final

from services import codec
from services.codec import ShapeError
from services.kinds import Archived, Kind, Kinds
from services.models.outbox import SendState
from services.vault.rows import checked, pack

FORMAT: Final = "qarib-archive"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
README: Final = "README.txt"

EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_ENTRY = re.compile(
    r"README\.txt|manifest\.json|records/[a-z_]{1,40}\.jsonl|documents/[A-Za-z0-9_-]{1,100}\.[a-z]{1,4}"
)
_MOST_ATTEMPTS = 10**6
_MOMENTS = frozenset({"since", "decision_read"})
"""Fields with a moment whose names do not end in `_at`."""
_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file in the archive."""

    id: str
    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    format: str
    version: int
    created_at: str
    name: str
    """The name of the profile, as the person chose it."""
    records: dict[str, int]
    """How many of each kind."""
    documents: list[Paper] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Record:
    """One line of `records/<kind>.jsonl`."""

    id: str
    head: dict[str, Any]
    body: dict[str, Any]
    state: str | None = None
    attempts: int = 0


def is_entry(name: str) -> bool:
    """True if an archive can have an entry of this name.

    None can leave its folder.
    """
    return _ENTRY.fullmatch(name) is not None


def archived(kinds: Kinds) -> dict[str, Archived]:
    """Return the kinds that an archive holds, in their written order."""
    return {name: kind.archived for name, kind in kinds.items() if kind.archived is not None}


def check(kind: Kind, record: Record) -> None:
    """Raise `ShapeError` unless the app itself could have kept this record."""
    shape = kind.archived
    if shape is None:
        raise ShapeError(kind.name)
    body = codec.structure(record.body, shape.body)
    _check_moments(body)
    _check_moments(codec.structure(record.head, shape.head))
    known_state = kind.sender is not None and record.state in set(SendState)
    if record.state is None:
        known_state = not kind.is_sent
    if shape.id_of(body) != record.id or not known_state or not 0 <= record.attempts <= _MOST_ATTEMPTS:
        raise ShapeError(kind.name)
    try:
        checked(record.id)
        pack({"head": record.head, "body": record.body})
    except (ValueError, TypeError):
        raise ShapeError(kind.name) from None


def _check_moments(value: Any) -> None:
    """Raise `ShapeError` for a moment not in RFC 3339, at any depth."""
    if isinstance(value, list | tuple):
        for each in value:
            _check_moments(each)
    elif is_dataclass(value):
        for each_field in fields(value):
            held = getattr(value, each_field.name)
            if each_field.name.endswith("_at") or each_field.name in _MOMENTS:
                if held is not None and not _is_moment(held):
                    raise ShapeError(each_field.name)
            else:
                _check_moments(held)


def _is_moment(text: Any) -> bool:
    try:
        # The rest of ISO 8601 that this takes is left out by the form.
        datetime.fromisoformat(str(text).upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return _RFC3339.fullmatch(text) is not None
