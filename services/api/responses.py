"""What the ministry answers beside the records that `services.models` holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from services.models.case import CaseState
from services.models.request import AttachedPaper, Receipt, Request

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code is on its way; the same for a number that the fund does not know."""

    challenge_id: str
    phone_hint: str
    """`•• •• •• •• 42`"""
    expires_at: str
    resend_after: int
    """Seconds until it makes sense to ask for another code."""


@dataclass(frozen=True, slots=True)
class CodeState:
    """Whether the message with a code left."""

    state: str
    """`waiting`, `sent` or `failed`"""


@dataclass(frozen=True, slots=True)
class CaseHead:
    """One line of the list of cases."""

    id: str
    reference: str
    service_id: str
    state: CaseState
    updated_at: str
    unread_messages: int


@dataclass(frozen=True, slots=True)
class ReplyReceipt:
    """The ministry holds the reply to an ask."""

    id: str
    ask_id: str
    received_at: str


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request as the ministry keeps it."""

    request: Request
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class NewPapers:
    """The body of a reply, as the contract has it."""

    papers: list[AttachedPaper]
    sent_at: str
    note: str | None = None


# Without slots: in Python 3.11 a frozen generic dataclass with slots cannot be made as `ListPage[int](…)`.
@dataclass(frozen=True)
class Versioned(Generic[T]):
    """What was read, with the ETag to ask whether it changed."""

    value: T
    etag: str | None


@dataclass(frozen=True)
class ListPage(Generic[T]):
    """A part of a list; `next` is the cursor of the part that follows, None at the end."""

    items: list[T]
    next: str | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """JSON that has not been looked into yet; whoever keeps it keeps these very bytes.

    Encoding a decoded document again would lose what only a later version of the app can read, and the
    ETag would claim that it is whole.
    """

    raw: bytes
    etag: str | None
