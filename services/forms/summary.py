"""What was answered, row by row, for the review page: structured, without words of any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from services.forms.answers import answer
from services.forms.conditions import Inputs, visible
from services.forms.problems import InputError
from services.letters import whole_signs
from services.models.catalogue import Form, Group, Option, Question, QuestionType
from services.models.request import RawInput


@dataclass(frozen=True, slots=True)
class TextValue:
    """Shown as it is. Also what is typed and cannot be read yet, just as it was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class NumberValue:
    number: int | float


@dataclass(frozen=True, slots=True)
class DateValue:
    date: date


@dataclass(frozen=True, slots=True)
class YesNoValue:
    yes: bool


@dataclass(frozen=True, slots=True)
class OptionsValue:
    """The chosen options, one or several."""

    options: list[Option]


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """Codes; the names are those of the list of places."""

    wilaya: str
    commune: str


@dataclass(frozen=True, slots=True)
class DigitsValue:
    """An identifier in the groups in which it is read aloud, always left to right."""

    groups: list[str]


@dataclass(frozen=True, slots=True)
class PapersValue:
    document_ids: list[str]


@dataclass(frozen=True, slots=True)
class NothingValue:
    """The value of a question that is not answered."""


DisplayValue: TypeAlias = (
    TextValue
    | NumberValue
    | DateValue
    | YesNoValue
    | OptionsValue
    | PlaceValue
    | DigitsValue
    | PapersValue
    | NothingValue
)
Row: TypeAlias = tuple[Question, DisplayValue]


def summary(form: Form, inputs: Inputs, papers: Mapping[str, Sequence[str]]) -> list[tuple[Group, list[Row]]]:
    """Return the questions that show, in order, with their answers."""
    return [
        (group, [(question, _display(question, inputs, papers)) for question in group.questions])
        for group in visible(form, inputs)
    ]


def digit_groups(value: str, size: int = 3) -> list[str]:
    """Group digits from the left.

    The last group is longer rather than a lonely digit.
    """
    groups = [value[start : start + size] for start in range(0, len(value), size)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = ["".join(groups[-2:])]
    return groups


def _display(question: Question, inputs: Inputs, papers: Mapping[str, Sequence[str]]) -> DisplayValue:
    if question.type is QuestionType.PAPER:
        documents = papers.get(question.id, ())
        return PapersValue(list(documents)) if documents else NothingValue()
    raw = inputs.get(question.id)
    try:
        value = answer(question, raw)
    except InputError:
        return TextValue(_as_typed(raw))
    if value is None:
        return NothingValue()
    display = _DISPLAYS.get(question.type)
    return display(question, value) if display else TextValue(str(value))


def _options(question: Question, value: Any) -> DisplayValue:
    chosen = value if isinstance(value, list) else [value]
    return OptionsValue([option for option in question.options if option.value in chosen])


def _as_typed(raw: RawInput | None) -> str:
    if isinstance(raw, dict):
        raw = [value for value in raw.values() if value]
    # Drafts of earlier versions may hold half a sign, which no receipt can write.
    return whole_signs(" / ".join(raw) if isinstance(raw, list) else "" if raw is None else str(raw))


def _account_groups(number: str) -> list[str]:
    account, _, key = number.partition("/")
    if key:
        return [*digit_groups(account), key]
    # A RIP reads as bank, branch, account, key.
    return [account[:3], account[3:8], *digit_groups(account[8:18]), account[18:]]


def _phone_groups(number: str) -> list[str]:
    """Group the digits of a phone number.

    Algerians say 0550 12 34 56 for a mobile and 021 12 34 56 for a fixed number.
    """
    national = "0" + number.removeprefix("+213")
    head = 4 if len(national) == 10 else 3
    return [national[:head], *digit_groups(national[head:], 2)]


# The second argument is what `answer` gives for that type.
_DISPLAYS: dict[QuestionType, Callable[[Question, Any], DisplayValue]] = {
    QuestionType.NUMBER: lambda _, number: NumberValue(number),
    QuestionType.DATE: lambda _, day: DateValue(date.fromisoformat(day)),
    QuestionType.YES_NO: lambda _, yes: YesNoValue(yes),
    QuestionType.ONE_OF: _options,
    QuestionType.SEVERAL_OF: _options,
    QuestionType.PLACE: lambda _, place: PlaceValue(**place),
    QuestionType.PHONE: lambda _, number: DigitsValue(_phone_groups(number)),
    QuestionType.NIN: lambda _, number: DigitsValue(digit_groups(number)),
    QuestionType.NSS: lambda _, number: DigitsValue(digit_groups(number)),
    QuestionType.ACCOUNT: lambda _, number: DigitsValue(_account_groups(number)),
}
