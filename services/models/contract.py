"""Written by `make contract` from contract/openapi.yaml. Do not edit."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias

Id: TypeAlias = str
"""A UUIDv7 (RFC 9562) in lower case."""


Time: TypeAlias = str
"""RFC 3339, UTC, with the letter Z."""


Day: TypeAlias = str


Language: TypeAlias = str


Sha256: TypeAlias = str
"""Lower-case hexadecimal."""


Reference: TypeAlias = str
"""What a person reads aloud on the telephone; without signs that look or sound alike."""


Text: TypeAlias = dict[str, str]
"""Language code → words for people."""


@dataclass(frozen=True, slots=True)
class FieldError:
    pointer: str
    """
    RFC 6901, into the body that was sent; empty for the body itself. A question that misses its paper,
    or has too many, is pointed at as `/answers/{question_id}`.
    """

    code: str
    """
    `required` is missing · `unknown` the name or id means nothing here · `hidden` answered though its
    condition hides it · `type` another JSON type, or not this question's form of answer · `option` not
    one of the choices · `duplicate` twice · `too_many` · `date`, `place`, `phone`, `nin`, `nss`,
    `account` not such a thing · `min_length`, `max_length`, `pattern`, `min`, `max`, `not_before`,
    `not_after` the rule of this name is broken; `pattern` also a sign that cannot stand in text ·
    `missing` the paper has not arrived whole · `changed` the paper has another SHA-256.
    """


@dataclass(frozen=True, slots=True)
class CodeWanted:
    number: str
    """Social-security number."""


@dataclass(frozen=True, slots=True)
class Challenge:
    challenge_id: Id
    phone_hint: str
    """The last two digits of the phone."""

    expires_at: Time
    resend_after: int
    """Seconds after which it makes sense to ask for another code."""


@dataclass(frozen=True, slots=True)
class CodeState:
    state: str
    """On its way within the ministry; handed over to the network of phones; given up."""


@dataclass(frozen=True, slots=True)
class CodeGiven:
    challenge_id: Id
    code: str


@dataclass(frozen=True, slots=True)
class Tokens:
    access_token: str
    expires_in: int
    """Seconds that the access token is good for."""

    refresh_token: str
    refresh_expires_in: int
    """Seconds that the refresh token is good for."""

    token_type: str = "Bearer"


@dataclass(frozen=True, slots=True)
class RefreshTokenGiven:
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Person:
    number: str
    """Social-security number."""

    first_name: Text
    last_name: Text
    birth_date: Day
    gender: str
    """For the forms of address."""

    phone: str
    """E.164."""

    wilaya: str
    """A code of the places."""

    commune: str
    """A code of the places."""

    address: str
    nin: str | None = None
    """National identification number."""


class Basis(StrEnum):
    """
    How well a fact is known. All but `verified` is to be shown as "to be confirmed with the agency".
    """

    VERIFIED = "verified"
    PRESS = "press"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    """In French, for apps that do not read `title_text`."""

    where: str
    title_text: Text | None = None


@dataclass(frozen=True, slots=True)
class AppealStep:
    to: Text
    how: Text
    file_within_days: int
    law: str
    """The law in French"""

    law_text: Text | None = None
    decides_within_days: int | None = None
    addressee: Text | None = None
    """Who a letter of this step is addressed to. Null for the agency that decided."""


@dataclass(frozen=True, slots=True)
class Fact:
    text: Text
    basis: Basis
    sources: list[str] = field(default_factory=list)
    """Keys of the catalogue's `sources`."""

    law: str | None = None
    """The law in French"""

    law_text: Text | None = None
    stage: str | None = None
    """`accepted`: it says what comes after the request is granted."""


class QuestionType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    PLACE = "place"
    PHONE = "phone"
    NIN = "nin"
    NSS = "nss"
    ACCOUNT = "account"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Rule:
    """
    The value of a date rule is a day, `today`, `today-P18Y` (minus or plus an ISO 8601 duration) or
    `@question_id`. A `pattern` has to match the whole answer.
    """

    rule: str
    value: Any
    message: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """
    Exactly one of: `question` with `op`; `all`; `any`; `negate`. It speaks of earlier questions, none
    of them a paper. A comparison with an unanswered question is false, `not_equals` too. One with a
    hidden question is unknown, and so is its negation (Kleene's logic); what depends on it shows only
    where the whole is true.
    """

    question: str | None = None
    op: str | None = None
    value: Any | None = None
    all: list[Condition] | None = None
    any: list[Condition] | None = None
    negate: Condition | None = None


@dataclass(frozen=True, slots=True)
class Commune:
    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Wilaya:
    code: str
    name: Text
    communes: list[Commune]


@dataclass(frozen=True, slots=True)
class Places:
    wilayas: list[Wilaya]


Key: TypeAlias = str


Name: TypeAlias = str


Pictogram: TypeAlias = str
"""
The name of a picture that a client may show beside the words, never in their place. The client
brings the pictures. Names are added to the list, none changes what it shows, and a client leaves
out one that it does not know. It is no part of what a form asks: it may change while `form.version`
stays.
"""


FormVersion: TypeAlias = str


Answer: TypeAlias = Any
"""
By type of the question. text, long_text: string (at most 200 and 2,000 characters where the form
sets no `max_length`) · phone: E.164 string · nin: 18 digits · nss: 12 digits · number: number ·
date: `YYYY-MM-DD` · yes_no: boolean · one_of: the option's value · several_of: array of values ·
place: `{"wilaya": "15", "commune": "1501"}` · account: a RIP of 20 digits, or a CCP account as
`digits/key`.
"""


@dataclass(frozen=True, slots=True)
class AttachedPaper:
    question_id: Name
    document_id: Id
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class Request:
    id: Id
    service_id: Name
    form_version: FormVersion
    language: Language
    created_at: Time
    answers: dict[str, Answer]
    papers: list[AttachedPaper]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The fund's word that it holds the request."""

    id: Id
    reference: Reference
    service_id: Name
    received_at: Time


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    items: list[Receipt]
    next: str | None = None
    """The `cursor` of the next page; `null` on the last one."""


@dataclass(frozen=True, slots=True)
class RequestWithReceipt:
    request: Request
    receipt: Receipt


class CaseState(StrEnum):
    """
    `received` waits to be read · `in_review` is being read · `waiting_for_person` for an answer to an
    ask · `decided`. New states may come: show one that is not known as `in_review`.
    """

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    WAITING_FOR_PERSON = "waiting_for_person"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class CaseHead:
    id: Id
    reference: Reference
    service_id: Name
    state: CaseState
    updated_at: Time
    unread_messages: int


@dataclass(frozen=True, slots=True)
class CasePage:
    items: list[CaseHead]
    next: str | None = None
    """The `cursor` of the next page; `null` on the last one."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    id: Id
    at: Time
    kind: str


@dataclass(frozen=True, slots=True)
class Ask:
    """
    A paper that the agency asks for, again or for the first time. It is open while `answered_at` and
    `closed_at` are null.
    """

    id: Id
    question_id: Name
    label: Text
    reason: str
    """The agent's own words."""

    reason_language: Language
    asked_at: Time
    due_on: Day | None = None
    answered_at: Time | None = None
    closed_at: Time | None = None
    """When the decision ended the ask without an answer."""


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CasePaper:
    id: Id
    title: Text
    media_type: str
    size: int
    """Bytes."""

    sha256: Sha256
    kind: str = "decision"
    """`receipt`: what was sent and when · `decision`: the letter that notifies it. New kinds may come."""


@dataclass(frozen=True, slots=True)
class Message:
    id: Id
    case_id: Id
    sender: str
    sent_at: Time
    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class MessagePage:
    items: list[Message]
    next: str | None = None
    """The `cursor` of the next page; `null` on the last one."""


@dataclass(frozen=True, slots=True)
class ReplyReceipt:
    id: Id
    ask_id: Id
    received_at: Time


class ProblemType(StrEnum):
    MALFORMED = "malformed"
    UNAUTHENTICATED = "unauthenticated"
    WRONG_CODE = "wrong-code"
    CODE_EXPIRED = "code-expired"
    TOKEN_REUSED = "token-reused"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    CONFLICT = "conflict"
    CASE_DECIDED = "case-decided"
    FORM_WITHDRAWN = "form-withdrawn"
    UPLOAD_OFFSET = "upload-offset"
    UPLOAD_GONE = "upload-gone"
    TUS_VERSION = "tus-version"
    TOO_LARGE = "too-large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    VALIDATION = "validation"
    PAPER_MISSING = "paper-missing"
    UPLOAD_LOCKED = "upload-locked"
    RATE_LIMITED = "rate-limited"
    QUOTA_REACHED = "quota-reached"
    CHECKSUM_MISMATCH = "checksum-mismatch"
    INTERNAL = "internal"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Agency:
    short: str
    name: Text
    spoken: Text | None = None
    contact: Fact | None = None
    """How to ask it, beside a message."""


@dataclass(frozen=True, slots=True)
class AppealRoute:
    about: Text
    steps: list[AppealStep]
    notes: list[Text]
    basis: Basis
    sources: list[str]
    """Keys of the catalogue's `sources`."""


@dataclass(frozen=True, slots=True)
class Paper:
    id: Name
    label: Text
    required: bool
    basis: Basis
    sources: list[str] = field(default_factory=list)
    """Keys of the catalogue's `sources`."""

    help: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class TimeLimit:
    kind: str
    """`filing`: the person's time to ask; `reply`: the agency's time to answer."""

    text: Text
    basis: Basis
    amount: int | None = None
    unit: str | None = None
    counts_from: list[Name] = field(default_factory=list)
    """
    For `filing`: ids of date questions of the form. The time runs from the answer to the first of them
    that shows.
    """

    sources: list[str] = field(default_factory=list)
    """Keys of the catalogue's `sources`."""

    law: str | None = None
    """The law in French"""

    law_text: Text | None = None


@dataclass(frozen=True, slots=True)
class Option:
    value: Key
    label: Text
    help: Text | None = None
    pictogram: Pictogram | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    outcome: Outcome
    decided_at: Time
    reasons: str
    reasons_language: Language
    papers: list[CasePaper] = field(default_factory=list)
    appeals: list[str] = field(default_factory=list)
    """Keys of the catalogue's `appeals`."""


@dataclass(frozen=True, slots=True)
class Question:
    """A client leaves out a question of a type that it does not know, and says so if it is required."""

    id: Name
    type: QuestionType
    label: Text
    help: Text | None = None
    spoken: Text | None = None
    pictogram: Pictogram | None = None
    required: bool = True
    example: Text | None = None
    unit: str | None = None
    """For the type `number`. In a unit with three decimals, a client asks whether "1,250" is 1250 or 1.25."""

    purpose: str | None = None
    """
    Where the answer is already known: to the fund, e.g. `person.birth_date`, or from what was said
    before, e.g. `person.account`.
    """

    options: list[Option] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    show_when: Condition | None = None
    paper: str | None = None
    """For the type `paper`: the id of the service's paper that is attached."""

    max_files: int = 1


@dataclass(frozen=True, slots=True)
class Case:
    id: Id
    reference: Reference
    service_id: Name
    state: CaseState
    opened_at: Time
    updated_at: Time
    timeline: list[CaseEvent]
    """Oldest first."""

    asks: list[Ask] = field(default_factory=list)
    """Oldest first."""

    decision: Decision | None = None
    papers: list[CasePaper] = field(default_factory=list)
    """
    What the fund wrote, but for the papers of the decision, which are in the decision. Usually the
    receipt.
    """

    unread_messages: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    id: Name
    title: Text
    questions: list[Question]


@dataclass(frozen=True, slots=True)
class Form:
    version: FormVersion
    groups: list[Group]


@dataclass(frozen=True, slots=True)
class Service:
    id: Name
    name: Text
    summary: Text
    category: str
    """A key of the catalogue's `categories`."""

    agencies: list[str]
    """Keys of the catalogue's `agencies`."""

    who: list[Fact]
    """Who may ask."""

    papers: list[Paper]
    time_limits: list[TimeLimit]
    facts: list[Fact]
    appeals: list[str]
    """Keys of the catalogue's `appeals`."""

    form: Form
    pictogram: Pictogram | None = None
    keywords: dict[str, list[str]] = field(default_factory=dict)
    """Language code → words by which a person may look for it."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    version: str
    published_at: Time
    categories: dict[str, Text]
    agencies: dict[str, Agency]
    sources: dict[str, Source]
    appeals: dict[str, AppealRoute]
    services: list[Service]


BY_STATUS: Final = {
    400: ProblemType.MALFORMED,
    401: ProblemType.UNAUTHENTICATED,
    404: ProblemType.NOT_FOUND,
    405: ProblemType.METHOD_NOT_ALLOWED,
    409: ProblemType.CONFLICT,
    410: ProblemType.UPLOAD_GONE,
    412: ProblemType.TUS_VERSION,
    413: ProblemType.TOO_LARGE,
    415: ProblemType.UNSUPPORTED_MEDIA_TYPE,
    422: ProblemType.VALIDATION,
    423: ProblemType.UPLOAD_LOCKED,
    429: ProblemType.RATE_LIMITED,
    460: ProblemType.CHECKSUM_MISMATCH,
    500: ProblemType.INTERNAL,
    503: ProblemType.UNAVAILABLE,
}
"""The usual problem of a status."""
MAX_MESSAGE: Final = 4000
MAX_NOTE: Final = 2000
MAX_PAPER: Final = 20971520
MAX_ANSWER: Final = {"text": 200, "long_text": 2000}
PICTOGRAMS: Final = frozenset(
    """
adult_child ambulance ambulance_doctor arm_left arm_right bandage bank bed blood book brain
briefcase briefcase_coin briefcase_no briefcase_search calendar calendar_renew camera car car_crash
card card_damaged card_edit card_heart card_house card_lost card_renew card_stolen card_wheelchair
chair chart_renew check child city clock clock_renew coins computer_speaking couple cross crutches
crutches_coin doctor document document_briefcase document_coin document_family document_no
document_stethoscope document_wheelchair document_yes door_no door_yes drip ear ear_both ear_left
ear_right electric_wheelchair eye family folder_yes glasses graduation_cap graduation_cap_no
guardian hands hands_coin handshake hearing_aid helper hospital house houses implant kidney leg_left
leg_right letter letter_coin loudspeaker man map_pin me meal medicine microscope older_couple
older_person older_person_yes one pencil person person_in_bed phone phone_face prosthesis
public_building question_mark receipt receipt_coin renew ring_no road shirt shoe shower splint
stethoscope stethoscope_renew sun thought three tools tooth two two_people walking weight wheelchair
wheelchair_child wheelchair_coin wheelchair_symbol woman worker_hurt worker_ill wrench_no wrench_yes
write
""".split()
)
