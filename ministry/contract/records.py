"""Written by `make contract` from contract/openapi.yaml. Do not edit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from typing_extensions import TypeAliasType

from ministry.contract.checked import Body, Day, OneLine, Time

Language = TypeAliasType("Language", Literal["ar", "fr", "en", "kab"])


class Text(Body):
    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
    ar: Annotated[OneLine, Field(min_length=1, pattern="\\S")]
    fr: Annotated[OneLine, Field(min_length=1, pattern="\\S")]
    en: Annotated[OneLine | None, Field(min_length=1, pattern="\\S")] = None
    kab: Annotated[OneLine | None, Field(min_length=1, pattern="\\S")] = None


class Person(Body):
    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
    number: Annotated[str, Field(pattern="^[0-9]{12}$")]
    first_name: Text
    last_name: Text
    birth_date: Day
    gender: Literal["f", "m"]
    phone: Annotated[str, Field(pattern="^\\+[1-9][0-9]{6,14}$")]
    wilaya: OneLine
    commune: OneLine
    address: OneLine
    nin: Annotated[str | None, Field(pattern="^[0-9]{18}$")] = None


OptionalText = TypeAliasType("OptionalText", Text | None)


Basis = TypeAliasType("Basis", Literal["verified", "press", "unverified"])


SourceKeys = TypeAliasType("SourceKeys", list[OneLine])


class Source(Body):
    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
    title: OneLine
    title_text: OptionalText | None = None
    where: OneLine


class AppealStep(Body):
    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
    to: Text
    how: Text
    file_within_days: Annotated[int, Field(ge=1)]
    law: OneLine
    law_text: OptionalText | None = None
    decides_within_days: Annotated[int | None, Field(ge=1)] = None
    addressee: Text | None = None


KeywordsAdditionalProperty = TypeAliasType(
    "KeywordsAdditionalProperty", Annotated[list[OneLine], Field(min_length=1)]
)


class Fact(Body):
    text: Text
    basis: Basis
    sources: SourceKeys | None = None
    law: str | None = None
    law_text: OptionalText | None = None
    stage: Literal["accepted"] | None = None


QuestionType = TypeAliasType(
    "QuestionType",
    Literal[
        "text",
        "long_text",
        "number",
        "date",
        "yes_no",
        "one_of",
        "several_of",
        "place",
        "phone",
        "nin",
        "nss",
        "account",
        "paper",
    ],
)


class Rule(Body):
    rule: Literal["min_length", "max_length", "pattern", "min", "max", "not_before", "not_after"]
    value: str | float
    message: Text


class Condition(Body):
    question: str | None = None
    op: Literal["equals", "not_equals", "in", "contains", "answered"] | None = None
    value: Any | None = None
    all: Annotated[list[Condition] | None, Field(min_length=2)] = None
    any: Annotated[list[Condition] | None, Field(min_length=2)] = None
    negate: Condition | None = None


class Commune(Body):
    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
    code: OneLine
    name: Text


class Wilaya(Body):
    code: Annotated[str, Field(pattern="^[0-9]{2}$")]
    name: Text
    communes: list[Commune]


class Places(Body):
    wilayas: list[Wilaya]


Key = TypeAliasType("Key", Annotated[str, Field(pattern="^[A-Za-z][A-Za-z0-9_]{0,63}$")])


Name = TypeAliasType("Name", Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,63}$")])


Pictogram = TypeAliasType("Pictogram", Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,63}$")])


FormVersion = TypeAliasType(
    "FormVersion", Annotated[str, Field(max_length=32, min_length=1, pattern="^[A-Za-z0-9._-]+$")]
)


class Agency(Body):
    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
    short: OneLine
    name: Text
    spoken: OptionalText | None = None
    contact: Fact | None = None


class AppealRoute(Body):
    about: Text
    steps: Annotated[list[AppealStep], Field(min_length=1)]
    notes: list[Text]
    basis: Basis
    sources: SourceKeys


class Paper(Body):
    id: Name
    label: Text
    required: bool
    basis: Basis
    sources: SourceKeys | None = None
    help: OptionalText | None = None
    note: OptionalText | None = None


class TimeLimit(Body):
    kind: Literal["filing", "reply"]
    text: Text
    basis: Basis
    amount: Annotated[int | None, Field(ge=1)] = None
    unit: Literal["hours", "days", "months", "years"] | None = None
    counts_from: list[Name] | None = None
    sources: SourceKeys | None = None
    law: str | None = None
    law_text: OptionalText | None = None


class Option(Body):
    value: Key
    label: Text
    help: OptionalText | None = None
    pictogram: Pictogram | None = None


class Question(Body):
    id: Name
    type: QuestionType
    label: Text
    help: OptionalText | None = None
    spoken: OptionalText | None = None
    pictogram: Pictogram | None = None
    required: bool = True
    example: OptionalText | None = None
    unit: Literal["dinar", "percent", "year", "kilogram", "kilometre"] | None = None
    purpose: str | None = None
    options: Annotated[list[Option] | None, Field(min_length=2)] = None
    rules: list[Rule] | None = None
    show_when: Condition | None = None
    paper: str | None = None
    max_files: Annotated[int, Field(ge=1)] = 1


class Group(Body):
    id: Name
    title: Text
    questions: Annotated[list[Question], Field(min_length=1)]


class Form(Body):
    version: FormVersion
    groups: Annotated[list[Group], Field(min_length=1)]


class Service(Body):
    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
    id: Name
    name: Text
    summary: Text
    pictogram: Pictogram | None = None
    category: OneLine
    agencies: Annotated[list[OneLine], Field(min_length=1)]
    who: Annotated[list[Fact], Field(min_length=1)]
    papers: list[Paper]
    time_limits: list[TimeLimit]
    facts: list[Fact]
    appeals: list[OneLine]
    form: Form
    keywords: dict[Language, KeywordsAdditionalProperty] | None = None


class Catalogue(Body):
    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
    version: OneLine
    published_at: Time
    categories: dict[Key, Text]
    agencies: dict[Key, Agency]
    sources: dict[Key, Source]
    appeals: dict[Key, AppealRoute]
    services: Annotated[list[Service], Field(min_length=1)]


Condition.model_rebuild()
