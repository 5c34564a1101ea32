"""Written by `make contract` from contract/openapi.yaml. Do not edit."""

from __future__ import annotations

from typing import Any, Final, Literal, NotRequired, TypeAlias, TypedDict

Id: TypeAlias = str


Time: TypeAlias = str


Day: TypeAlias = str


Language: TypeAlias = Literal["ar", "fr", "en", "kab"]


Sha256: TypeAlias = str


Reference: TypeAlias = str


Text: TypeAlias = dict[str, str]


class Status(TypedDict):
    status: str


class FieldError(TypedDict):
    pointer: str
    code: str


class Challenge(TypedDict):
    challenge_id: Id
    phone_hint: str
    expires_at: Time
    resend_after: int


class CodeState(TypedDict):
    state: str


class Tokens(TypedDict):
    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int


class Person(TypedDict):
    number: str
    first_name: Text
    last_name: Text
    birth_date: Day
    gender: str
    phone: str
    wilaya: str
    commune: str
    address: str
    nin: NotRequired[str | None]


Name: TypeAlias = str


FormVersion: TypeAlias = str


Answer: TypeAlias = Any


class AttachedPaper(TypedDict):
    question_id: Name
    document_id: Id
    sha256: Sha256


class Request(TypedDict):
    id: Id
    service_id: Name
    form_version: FormVersion
    language: Language
    created_at: Time
    answers: dict[str, Answer]
    papers: list[AttachedPaper]


class Receipt(TypedDict):
    """The fund's word that it holds the request."""

    id: Id
    reference: Reference
    service_id: Name
    received_at: Time


Next: TypeAlias = str | None


class RequestWithReceipt(TypedDict):
    request: Request
    receipt: Receipt


CaseState: TypeAlias = Literal["received", "in_review", "waiting_for_person", "decided"]


class CaseHead(TypedDict):
    id: Id
    reference: Reference
    service_id: Name
    state: CaseState
    updated_at: Time
    unread_messages: int


class CasePage(TypedDict):
    items: list[CaseHead]
    next: Next


class CaseEvent(TypedDict):
    id: Id
    at: Time
    kind: str


class Ask(TypedDict):
    """
    A paper that the agency asks for, again or for the first time. It is open while `answered_at` and
    `closed_at` are null.
    """

    id: Id
    question_id: Name
    label: Text
    reason: str
    reason_language: Language
    asked_at: Time
    due_on: Day | None
    answered_at: Time | None
    closed_at: Time | None


Outcome: TypeAlias = Literal["accepted", "partly_accepted", "refused"]


class CasePaper(TypedDict):
    id: Id
    kind: str
    title: Text
    media_type: str
    size: int
    sha256: Sha256


class Message(TypedDict):
    id: Id
    case_id: Id
    sender: str
    sent_at: Time
    text: str
    language: Language


class MessagePage(TypedDict):
    items: list[Message]
    next: Next


class ReplyReceipt(TypedDict):
    id: Id
    ask_id: Id
    received_at: Time


ProblemName: TypeAlias = Literal[
    "malformed",
    "unauthenticated",
    "wrong-code",
    "code-expired",
    "token-reused",
    "not-found",
    "method-not-allowed",
    "conflict",
    "case-decided",
    "form-withdrawn",
    "upload-offset",
    "upload-gone",
    "tus-version",
    "too-large",
    "unsupported-media-type",
    "validation",
    "paper-missing",
    "upload-locked",
    "rate-limited",
    "quota-reached",
    "checksum-mismatch",
    "internal",
    "unavailable",
]


class ReceiptPage(TypedDict):
    items: list[Receipt]
    next: Next


class Decision(TypedDict):
    outcome: Outcome
    decided_at: Time
    reasons: str
    reasons_language: Language
    papers: list[CasePaper]
    appeals: list[str]


class Case(TypedDict):
    id: Id
    reference: Reference
    service_id: Name
    state: CaseState
    opened_at: Time
    updated_at: Time
    timeline: list[CaseEvent]
    asks: list[Ask]
    decision: Decision | None
    papers: list[CasePaper]
    unread_messages: int


PROBLEMS: Final[dict[ProblemName, tuple[int, str]]] = {
    "malformed": (400, "The request cannot be read"),
    "unauthenticated": (401, "Sign in first"),
    "wrong-code": (401, "The code is not right"),
    "code-expired": (401, "The code is no longer valid"),
    "token-reused": (401, "The sign-in was used twice and is closed"),
    "not-found": (404, "There is no such thing here"),
    "method-not-allowed": (405, "This cannot be done here"),
    "conflict": (409, "Something else is kept under this id"),
    "case-decided": (409, "The case is decided"),
    "form-withdrawn": (409, "This version of the form is no longer taken"),
    "upload-offset": (409, "The upload stands elsewhere"),
    "upload-gone": (410, "The upload is over"),
    "tus-version": (412, "This version of tus is not spoken here"),
    "too-large": (413, "This is too large"),
    "unsupported-media-type": (415, "This type of content is not taken"),
    "validation": (422, "Some of what was sent is not right"),
    "paper-missing": (422, "A paper has not arrived whole"),
    "upload-locked": (423, "The upload is being written"),
    "rate-limited": (429, "Too often; wait"),
    "quota-reached": (429, "So much is taken of one person; wait"),
    "checksum-mismatch": (460, "The bytes do not match their checksum"),
    "internal": (500, "The server failed"),
    "unavailable": (503, "The server cannot answer now"),
}
"""Status and title."""
ID_PATTERN: Final = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
MAX_PAPER: Final = 20971520
MAX_ANSWER: Final = {"text": 200, "long_text": 2000}
