"""Answers to any form of the catalogue that the ministry takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ministry.forms.conditions import questions, shown
from ministry.forms.rules import moment
from services.models.request import RawInput

_TEXTS = ("Tizi Ouzou", "00799999001234567803", "12:30")
_PLAIN = {
    "long_text": "Une phrase.",
    "yes_no": False,
    "place": {"wilaya": "15", "commune": "1501"},
    "phone": "+213550000042",
    "nin": "109900015012340042",
    "nss": "905412300742",
    "account": "00799999001234567803",
}


def filled(form: dict[str, Any], today: date, **chosen: Any) -> tuple[dict[str, Any], list[str]]:
    """Return answers, `chosen` ones first, and the required papers shown."""
    answers: dict[str, Any] = {}
    for question in questions(form):
        visible = shown(form, answers)
        if question["id"] not in visible or question["type"] == "paper":
            continue
        if question["id"] in chosen:
            answers[question["id"]] = chosen[question["id"]]
        elif question["required"]:
            answers[question["id"]] = _answer(question, answers, today)
    papers = [
        question["id"]
        for question in shown(form, answers).values()
        if question["type"] == "paper" and question["required"]
    ]
    return answers, papers


def _answer(question: Mapping[str, Any], answers: dict[str, Any], today: date) -> Any:
    rules = {rule["rule"]: rule["value"] for rule in question.get("rules", [])}
    match question["type"]:
        case "text":
            return next(text for text in _TEXTS if re.fullmatch(rules.get("pattern", ".*"), text))
        case "one_of":
            return question["options"][0]["value"]
        case "several_of":
            return [question["options"][0]["value"]]
        case "number":
            return rules.get("min", 1)
        case "date":
            bounds = [
                moment(rules[name], answers, today) for name in ("not_after", "not_before") if name in rules
            ]
            day = next((bound for bound in bounds if bound), today)
            earliest = bounds[-1] if "not_before" in rules else None
            before = day - timedelta(days=1)
            return (before if earliest is None or before >= earliest else day).isoformat()
    return _PLAIN[question["type"]]


def typed(value: Any) -> RawInput:
    """Return what the field of this answer would hold."""
    if isinstance(value, bool | dict | list):
        return value
    parts = str(value).split("-")
    if len(parts) == 3 and len(parts[0]) == 4:
        return {"year": parts[0], "month": parts[1], "day": parts[2]}
    return str(value)
