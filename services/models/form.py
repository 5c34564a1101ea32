"""What checking a form finds, as data; words are found in i18n."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.models.catalogue import Text, TimeLimit


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Something to put right in the answer to one question.

    `code` is stable; `message` is the catalogue's own wording where the rule brings one.
    """

    question_id: str
    code: str
    message: Text | None = None
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunningLimit:
    """A time limit that runs from the answer to a question."""

    limit: TimeLimit
    question_id: str
    last_day: date
    is_over: bool
