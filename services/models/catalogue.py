"""The catalogue of services as the ministry publishes it: what can be asked, by whom, with which papers.

Every fact carries its basis, so that nothing unverified is shown as certain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

Text: TypeAlias = dict[str, str]
"""Language code → text. Arabic and French are always present; a missing language falls back to French."""


class Basis(StrEnum):
    """How well a fact is known. All but VERIFIED is shown as "to be confirmed with the agency"."""

    VERIFIED = "verified"
    PRESS = "press"
    UNVERIFIED = "unverified"


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
class Condition:
    """When something is shown. Exactly one of the forms is used: all, any, negate, or question with op."""

    question: str | None = None
    op: str | None = None
    """One of: equals, not_equals, in, contains, answered."""
    value: Any = None
    all: list[Condition] | None = None
    any: list[Condition] | None = None
    negate: Condition | None = None

    def named(self) -> set[str]:
        """The questions on whose answers it depends."""
        parts = [*(self.all or []), *(self.any or []), *([self.negate] if self.negate else [])]
        found = {self.question} if self.question else set()
        return found.union(*(part.named() for part in parts))


@dataclass(frozen=True, slots=True)
class Rule:
    """A validation. `rule` is one of: min_length, max_length, pattern, min, max, not_before, not_after.

    A date `value` is "YYYY-MM-DD", "today", "today-P18Y" (ISO 8601 duration) or "@question_id".
    `message` says how to put it right and gives an example.
    """

    rule: str
    value: Any
    message: Text


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Text
    help: Text | None = None
    pictogram: str | None = None
    """One of `services.models.pictograms.NAMES`: `/pictograms/<name>.svg` among the assets."""


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    type: QuestionType
    label: Text
    help: Text | None = None
    spoken: Text | None = None
    """What the voice says instead of label and help, with abbreviations in full."""
    required: bool = True
    example: Text | None = None
    unit: str | None = None
    """For NUMBER: dinar, percent, year, kilogram or kilometre. It decides how grouped digits are read."""
    purpose: str | None = None
    """What the ministry already knows it as (`person.birth_date`): filled in, never asked twice."""
    options: list[Option] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    show_when: Condition | None = None
    paper: str | None = None
    """For PAPER: the id of the paper of the service that this question attaches."""
    max_files: int = 1
    pictogram: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    title: Text
    questions: list[Question]


@dataclass(frozen=True, slots=True)
class Form:
    version: str
    groups: list[Group]

    def question(self, question_id: str) -> Question | None:
        for group in self.groups:
            for question in group.questions:
                if question.id == question_id:
                    return question
        return None

    def controlling(self) -> set[str]:
        """The questions on whose answer something else is shown or hidden."""
        conditions = (question.show_when for group in self.groups for question in group.questions)
        return set[str]().union(*(condition.named() for condition in conditions if condition))


@dataclass(frozen=True, slots=True)
class Fact:
    text: Text
    basis: Basis
    sources: list[str] = field(default_factory=list)
    law: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that a service needs."""

    id: str
    label: Text
    required: bool
    basis: Basis
    sources: list[str] = field(default_factory=list)
    help: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class TimeLimit:
    kind: str
    """`filing`: the person's time to ask. `reply`: the agency's time to answer."""
    text: Text
    basis: Basis
    amount: int | None = None
    unit: str | None = None
    """One of: hours, days, months, years."""
    sources: list[str] = field(default_factory=list)
    law: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    id: str
    name: Text
    summary: Text
    category: str
    agencies: list[str]
    who: list[Fact]
    papers: list[Paper]
    time_limits: list[TimeLimit]
    facts: list[Fact]
    appeals: list[str]
    form: Form
    keywords: dict[str, list[str]] = field(default_factory=dict)
    pictogram: str | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    short: str
    name: Text
    spoken: Text | None = None


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    where: str


@dataclass(frozen=True, slots=True)
class AppealStep:
    to: Text
    how: Text
    file_within_days: int
    law: str
    decides_within_days: int | None = None


@dataclass(frozen=True, slots=True)
class AppealRoute:
    about: Text
    steps: list[AppealStep]
    notes: list[Text]
    basis: Basis
    sources: list[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    version: str
    published_at: str
    categories: dict[str, Text]
    agencies: dict[str, Agency]
    sources: dict[str, Source]
    appeals: dict[str, AppealRoute]
    services: list[Service]

    def service(self, service_id: str) -> Service | None:
        return next((service for service in self.services if service.id == service_id), None)


@dataclass(frozen=True, slots=True)
class Commune:
    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Wilaya:
    code: str
    name: Text
    communes: list[Commune]
