"""The catalogue of services as the ministry publishes it: what can be asked, by whom, with which papers.

Every fact carries its basis, so that nothing unverified is shown as certain.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.models import contract
from services.models.contract import (
    Agency,
    AppealRoute,
    AppealStep,
    Basis,
    Commune,
    Condition,
    Fact,
    Form,
    Group,
    Option,
    Paper,
    Question,
    QuestionType,
    Rule,
    Service,
    Text,
    TimeLimit,
    Wilaya,
)

__all__ = [
    "Agency",
    "AppealRoute",
    "AppealStep",
    "Basis",
    "Catalogue",
    "Commune",
    "Condition",
    "Fact",
    "Form",
    "Group",
    "Option",
    "Paper",
    "Question",
    "QuestionType",
    "Rule",
    "Service",
    "Text",
    "TimeLimit",
    "Wilaya",
    "controlling",
    "question_in",
]


@dataclass(frozen=True, slots=True)
class Catalogue(contract.Catalogue):
    def service(self, service_id: str) -> Service | None:
        return next((service for service in self.services if service.id == service_id), None)


def question_in(form: Form, question_id: str) -> Question | None:
    questions = (question for group in form.groups for question in group.questions)
    return next((question for question in questions if question.id == question_id), None)


def controlling(form: Form) -> set[str]:
    """Return the questions on whose answer something else is shown or hidden."""
    conditions = (question.show_when for group in form.groups for question in group.questions)
    return set[str]().union(*(_named(condition) for condition in conditions if condition))


def _named(condition: Condition) -> set[str]:
    negated = [condition.negate] if condition.negate else []
    parts = [*(condition.all or []), *(condition.any or []), *negated]
    found = {condition.question} if condition.question else set()
    return found.union(*(_named(part) for part in parts))
