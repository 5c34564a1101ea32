"""What the app gives the screens to show, and takes from them: the data of `screens.ports`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from services.models.appeal import Appeal, AppealClock
from services.models.case import Case, Message
from services.models.catalogue import Agency, Form, Question, Service, Wilaya
from services.models.document import Document
from services.models.outbox import Sending, SendState
from services.models.reply import OpenReply, ReplyState
from services.models.request import Draft


@dataclass(frozen=True, slots=True)
class PickedFile:
    name: str
    size: int
    read: Callable[[Callable[[float], None]], Awaitable[bytes]]
    """Reads the whole file; the callback gets 0.0 to 1.0. Cancelling the task cancels the reading."""


@dataclass(frozen=True, slots=True)
class AwaitedCode:
    """A sign-in that waits for its code."""

    phone_hint: str
    resend_after: int
    """Seconds until another code can be asked for."""


@dataclass(slots=True)
class OpenDraft:
    """A draft with all that its screens need."""

    draft: Draft
    service: Service
    form: Form
    wilayas: list[Wilaya]
    documents: dict[str, Document]


@dataclass(frozen=True, slots=True)
class OpenUnsent:
    """A message or a reply that is being written."""

    text: str
    documents: list[Document]


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """What went into an archive, or came out of it."""

    records: int
    documents: int
    left_out: int = 0
    """Records that do not open on this device either."""
    unknown: int = 0
    """Records that a newer version wrote: this one cannot take them along."""
    held: int = 0
    """Records that were to be sent from the other device, and wait here for the person's word."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    question: Question
    answer: str
    """The answer in words; empty where nothing is answered."""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One line of "my requests": a draft, something on its way, or a case."""

    id: str
    service: Service | None
    updated_at: datetime
    is_draft: bool
    done: int = 0
    total: int = 0
    sending: Sending | None = None
    case: Case | None = None
    reference: str | None = None
    replies: Sequence[ReplyState] = ()
    """The person's replies to what was asked in the case."""
    messages: Sequence[Sending] = ()
    """The person's messages that the ministry does not have yet."""
    clock: AppealClock | None = None

    @property
    def is_sent(self) -> bool:
        """True if the ministry has it."""
        return self.case is not None or (self.sending is not None and self.sending.state is SendState.SENT)


class Part(StrEnum):
    """A part of "my requests"."""

    UNDER_WAY = "under_way"
    DECIDED = "decided"
    DRAFTS = "drafts"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of "my requests"."""

    rows: list[RequestRow]
    """Those that wait for the person first, the others by time, the latest first."""
    total: int
    """How many there are of this sort."""
    part: Part | None
    """The part that they are; None for what was found by words."""
    counts: Mapping[Part, int]
    """How many each part has."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What home and the places tell of all requests."""

    calls: list[RequestRow]
    """Those that wait for the person: the ones with the nearest day, then the latest; ten at most."""
    waiting: int
    """How many things wait in all requests, unread messages apart."""
    unread_messages: int
    under_way: list[RequestRow]
    """Three at most of those that go on without the person, or that may still be appealed against."""
    all_under_way: int
    used: list[Service]
    """The services of the last requests, each once; three at most."""
    drafts: int
    requests: int
    """How many requests there are beside the drafts."""
    from_archive: int = 0
    """How much of what came with an archive waits for the person's word before it is sent."""


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request after it was sent: its state, its receipt, its case."""

    id: str
    service: Service | None
    sending: Sending | None
    saved_at: datetime
    reference: str | None
    received_at: str | None
    case: Case | None
    appeals: list[Appeal]
    replies: dict[str, OpenReply] = field(default_factory=dict)
    """Ask id → the reply to it."""
    begun: Set[str] = frozenset()
    """Asks that the decision closed while a reply to them was being written."""
    messages: Sequence[Sending] = ()
    """The person's messages that the ministry does not have yet."""
    clock: AppealClock | None = None
    """The time limit of its appeals that ends first."""
    receipt_is_here: bool = False
    """True if the receipt as a paper is kept on this device."""
    agencies: Sequence[Agency] = ()
    """The agencies of its service."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A line of the messages of all cases: what was written last in one of them."""

    case_id: str
    service: Service | None
    reference: str
    newest: Message
    unread: int


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of conversations, the one with the newest message first."""

    rows: list[Conversation]
    total: int
    """How many there are."""


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    message: Message
    sending: Sending | None
