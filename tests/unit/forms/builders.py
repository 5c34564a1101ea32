"""Forms for tests, as short as they can be said."""

from __future__ import annotations

from datetime import date
from typing import Any

from services import codec
from services.models.catalogue import Form, Group, Question

TODAY = date(2026, 11, 21)
WORDS = {"ar": "سؤال", "fr": "Question"}


def question(type_: str, id_: str = "q", **rest: Any) -> Question:
    return from_json({"id": id_, "type": type_, **rest})


def from_json(data: dict[str, Any]) -> Question:
    rules = [{"message": WORDS, **rule} for rule in data.get("rules", [])]
    return codec.structure({"label": WORDS, **data, "rules": rules}, Question)


def form(*questions: Question, version: str = "1") -> Form:
    return Form(version, [Group("g", WORDS, list(questions))])


def yes(question_id: str) -> dict[str, Any]:
    return {"question": question_id, "op": "equals", "value": True}
