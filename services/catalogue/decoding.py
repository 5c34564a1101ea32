"""The way from the ministry's JSON to the models, service by service.

A service that this version cannot show whole is set apart and named, so that one newer form takes nothing
away from the others.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from services import codec
from services.codec import ShapeError
from services.errors import QaribError
from services.forms.conditions import OPERATIONS
from services.forms.validation import is_sound
from services.models.catalogue import Catalogue, Condition, Form, Question, QuestionType, Service, Wilaya
from services.models.contract import PICTOGRAMS, Places

_KNOWN_TYPES = frozenset(QuestionType)


class CatalogueError(QaribError):
    """What was received or kept is not a catalogue, or not a list of places."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the ministry offers, as of the last time that it answered."""

    catalogue: Catalogue
    wilayas: list[Wilaya]
    too_new: list[str] = dataclasses.field(default_factory=list)
    """Ids of services that need a newer version of the app: their forms hold what this one cannot show."""


def decode_catalogue(raw: bytes) -> tuple[Catalogue, list[str]]:
    """Return the services that can be shown, and the others' ids.

    Raises `CatalogueError` when it is no catalogue at all.
    """
    try:
        data = codec.read_json(raw)
        if not isinstance(data, dict) or not isinstance(listed := data.get("services"), list):
            raise CatalogueError
        catalogue = codec.structure({**data, "services": []}, Catalogue)
    except ShapeError as error:
        raise CatalogueError from error
    _drop_unknown_pictograms(listed)
    services, too_new = [], []
    for each in listed:
        service = _decode_service(each)
        if service is not None:
            services.append(service)
        elif isinstance(each, dict) and isinstance(each.get("id"), str):
            too_new.append(each["id"])
    return dataclasses.replace(catalogue, services=services), too_new


def decode_places(raw: bytes) -> list[Wilaya]:
    """Decode the list of places. Raises `CatalogueError`."""
    try:
        return codec.parse(raw, Places).wilayas
    except ShapeError as error:
        raise CatalogueError from error


def _decode_service(data: Any) -> Service | None:
    try:
        service = codec.structure(_without_unknown_questions(data), Service)
    except ShapeError:
        return None
    return service if _can_be_shown(service.form) else None


def _without_unknown_questions(data: Any) -> Any:
    """Leave out questions of an unknown type that may stay unanswered.

    A required one is kept and makes the service unreadable, as the contract wants it.
    """
    try:
        groups = [
            {**group, "questions": [each for each in group["questions"] if not _can_be_left_out(each)]}
            for group in data["form"]["groups"]
        ]
        return {**data, "form": {**data["form"], "groups": [group for group in groups if group["questions"]]}}
    except (TypeError, KeyError):
        return data


def _drop_unknown_pictograms(data: Any) -> None:
    """Remove the names of unknown pictograms from `data` at any depth."""
    left = [data]  # no recursion: how deep it goes is the sender's choice
    while left:
        each = left.pop()
        if isinstance(each, dict):
            name = each.get("pictogram")
            if not (isinstance(name, str) and name in PICTOGRAMS):
                each.pop("pictogram", None)
        within = each.values() if isinstance(each, dict) else each
        left.extend(value for value in within if isinstance(value, dict | list))


def _can_be_left_out(question: Any) -> bool:
    return question["type"] not in _KNOWN_TYPES and question.get("required", True) is False


def _can_be_shown(form: Form) -> bool:
    questions = [question for group in form.groups for question in group.questions]
    return (
        len({question.id for question in questions}) == len(questions) > 0
        and all(is_sound(rule, question) for question in questions for rule in question.rules)
        and all(_is_known(question.show_when) and _can_be_answered(question) for question in questions)
    )


def _is_known(condition: Condition | None) -> bool:
    if condition is None:
        return True
    inner = [*(condition.all or ()), *(condition.any or ())]
    if condition.negate is not None:
        inner.append(condition.negate)
    return all(_is_known(each) for each in inner) and (
        condition.question is None or condition.op in OPERATIONS
    )


def _can_be_answered(question: Question) -> bool:
    return question.type not in (QuestionType.ONE_OF, QuestionType.SEVERAL_OF) or bool(question.options)
