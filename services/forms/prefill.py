"""What is known already is filled in, never asked twice."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from services.forms.answers import answer
from services.forms.conditions import Inputs, is_answered, visible_questions
from services.forms.dates import date_parts
from services.forms.problems import InputError
from services.models.catalogue import Form, Question, QuestionType
from services.models.person import Person
from services.models.request import RawInput

_THEIRS = frozenset({"person.phone", "person.place", "person.address"})
"""Where the person's own word is the newer one: they move, and the fund hears of it later."""

NOTHING: Mapping[str, RawInput] = MappingProxyType({})


def prefill(
    form: Form, person: Person | None, *, language: str = "fr", known: Mapping[str, RawInput] = NOTHING
) -> dict[str, RawInput]:
    """Return inputs for the questions whose `purpose` is known.

    `known` holds what the person said in an earlier request, by purpose (see `said`). Of who somebody is, the
    ministry's own knowledge goes first; of how to reach them, what they said. `language` chooses among the
    written forms of a name. A value that would not be an answer to the question is left out.
    """
    found: dict[str, RawInput] = {}
    for group in form.groups:
        for question in group.questions:
            if question.purpose is None:
                continue
            told = _of_person(question, person, language) if person else None
            said_before = known.get(question.purpose)
            order = (said_before, told) if question.purpose in _THEIRS else (told, said_before)
            for raw in order:
                if raw is not None and _fits(question, raw):
                    found[question.id] = raw
                    break
    return found


def said(form: Form, inputs: Inputs) -> dict[str, RawInput]:
    """Return the inputs by purpose, for `prefill(known=…)` of another request."""
    return {
        question.purpose: inputs[question.id]
        for question in visible_questions(form, inputs)
        if question.purpose is not None
        and question.id in inputs
        and is_answered(inputs[question.id])
        and _fits(question, inputs[question.id])
    }


def _of_person(question: Question, person: Person, language: str) -> RawInput | None:
    noun, _, name = (question.purpose or "").partition(".")
    if noun != "person":
        return None
    if question.type is QuestionType.PLACE and name in ("place", "wilaya", "commune"):
        return {"wilaya": person.wilaya, "commune": person.commune}
    name, _, form_of_name = name.partition(".")
    value = _texts(person).get(name)
    if isinstance(value, dict):
        value = value.get(form_of_name or language) or value.get("fr")
    if value is None or question.type is not QuestionType.DATE:
        return value
    try:
        return date_parts(value)
    except ValueError:
        return None


def _texts(person: Person) -> dict[str, str | dict[str, str] | None]:
    return {
        "number": person.number,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "birth_date": person.birth_date,
        "gender": person.gender,
        # As it is dialled here, and without the plus sign, which a right-to-left field would put at the end.
        "phone": person.phone.replace("+213", "0", 1),
        "wilaya": person.wilaya,
        "commune": person.commune,
        "address": person.address,
        "nin": person.nin,
    }


def _fits(question: Question, raw: RawInput) -> bool:
    try:
        return answer(question, raw) is not None
    except InputError:
        return False
