"""What stands in an archive: a ZIP file inside the age file. `docs/archive.md` is its description for others."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, Final

from services import codec
from services.cases import CASE, DECISION_PAPER
from services.codec import ShapeError
from services.comfort import COMFORT
from services.document_repository import DOCUMENT
from services.drafts import KIND as DRAFT
from services.errors import FieldError
from services.kinds import KINDS
from services.messages import MESSAGE
from services.models.case import Case, CasePaper, Message
from services.models.comfort import Comfort
from services.models.document import Document
from services.models.outbox import SendingChoice, SendState
from services.models.person import Person
from services.models.request import Draft, RawInput, Receipt, Request
from services.models.unsent import Unsent
from services.outbox.choice import SENDING_CHOICE
from services.people import KNOWN, PERSON
from services.replies import REPLY, Reply
from services.requests import REQUEST
from services.unsent import UNSENT
from services.vault.rows import checked, pack

FORMAT: Final = "qarib-archive"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
README: Final = "README.txt"

SENDABLE = frozenset({REQUEST, MESSAGE, REPLY})
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
    """Of the profile, as the person chose it."""
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


@dataclass(frozen=True)
class _Trouble:
    """Met on the way: `services.outbox.states`."""

    problem: str
    since: str
    attempt: int


@dataclass(frozen=True)
class _Request:
    request: Request
    draft: Draft
    errors: list[FieldError] = field(default_factory=list)


@dataclass(frozen=True)
class _RequestHead:
    service_id: str
    saved_at: str
    receipt: Receipt | None = None
    troubles: list[_Trouble] = field(default_factory=list)


@dataclass(frozen=True)
class _Message:
    message: Message


@dataclass(frozen=True)
class _MessageHead:
    case_id: str
    read: bool
    troubles: list[_Trouble] = field(default_factory=list)


@dataclass(frozen=True)
class _Reply:
    reply: Reply


@dataclass(frozen=True)
class _ReplyHead:
    case_id: str
    ask_id: str
    received_at: str | None = None
    noted: bool = False
    troubles: list[_Trouble] = field(default_factory=list)


@dataclass(frozen=True)
class _Case:
    case: Case
    etag: str | None = None
    decision_read: str | None = None


@dataclass(frozen=True)
class _CaseHead:
    updated_at: str


@dataclass(frozen=True)
class _CasePaper:
    case_id: str
    paper: CasePaper


@dataclass(frozen=True)
class _DraftHead:
    service_id: str
    form_version: str
    created_at: str
    updated_at: str
    answered: int
    group: str | None = None


@dataclass(frozen=True)
class _Nothing:
    """A head that no list looks at."""


@dataclass(frozen=True, slots=True)
class _Shape:
    body: Any
    head: Any
    id_of: Callable[[Any], str]


def _self(_: Any) -> str:
    return "self"


SHAPES: dict[str, _Shape] = {
    DOCUMENT: _Shape(Document, Document, lambda body: str(body.id)),
    DRAFT: _Shape(Draft, _DraftHead, lambda body: str(body.id)),
    REQUEST: _Shape(_Request, _RequestHead, lambda body: str(body.request.id)),
    MESSAGE: _Shape(_Message, _MessageHead, lambda body: str(body.message.id)),
    REPLY: _Shape(_Reply, _ReplyHead, lambda body: str(body.reply.id)),
    UNSENT: _Shape(Unsent, _Nothing, lambda body: str(body.id)),
    CASE: _Shape(_Case, _CaseHead, lambda body: str(body.case.id)),
    DECISION_PAPER: _Shape(_CasePaper, _Nothing, lambda body: str(body.paper.id)),
    PERSON: _Shape(Person, _Nothing, _self),
    KNOWN: _Shape(dict[str, RawInput], _Nothing, _self),
    COMFORT: _Shape(Comfort, _Nothing, _self),
    SENDING_CHOICE: _Shape(SendingChoice, _Nothing, _self),
}
"""The kinds that an archive holds, in the order in which they are written and brought in. Not the tokens of a sign-in:
who holds an archive is not signed in."""


def is_entry(name: str) -> bool:
    """Whether a file of this name can be in an archive. None can leave its folder."""
    return _ENTRY.fullmatch(name) is not None


def check(kind: str, record: Record) -> None:
    """Raises `ShapeError` unless the record is one that the app itself could have kept."""
    shape = SHAPES[kind]
    body = codec.structure(record.body, shape.body)
    _check_moments(body)
    _check_moments(codec.structure(record.head, shape.head))
    known_state = kind in SENDABLE and record.state in set(SendState)
    if record.state is None:
        known_state = not KINDS[kind].is_sent
    if shape.id_of(body) != record.id or not known_state or not 0 <= record.attempts <= _MOST_ATTEMPTS:
        raise ShapeError(kind)
    try:
        checked(record.id)
        pack({"head": record.head, "body": record.body})
    except (ValueError, TypeError):
        raise ShapeError(kind) from None


def _check_moments(value: Any) -> None:
    """Raises `ShapeError` for a moment that is not written as RFC 3339 asks, however deep in a model it stands."""
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
