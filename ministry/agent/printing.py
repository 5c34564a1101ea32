"""Cases as text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from ministry.cases.desk import File, Waiting
from ministry.cases.steps import DECIDED
from ministry.forms.conditions import questions


def safe(text: str) -> str:
    """Without control characters: what a person wrote must not steer the agent's terminal."""
    return "".join(
        sign if sign == "\n" or not unicodedata.category(sign).startswith("C") else " " for sign in text
    )


def waiting_lines(cases: list[Waiting]) -> Iterator[str]:
    for case in cases:
        yield f"{case.reference}  {case.state:<18}  {case.received_at}  {case.service_id}  {case.case_id}"
    if not cases:
        yield "No case is waiting."


def file_lines(file: File) -> Iterator[str]:
    person = file.person.details
    yield f"{file.request.reference}  {file.request.service_id}  {file.case.state}"
    yield safe(f"{person['first_name']['fr']} {person['last_name']['fr']}  {person['number']}")
    yield ""
    labels = {question["id"]: question["label"]["fr"] for question in questions(file.form)}
    for question_id, answer in file.answers.items():
        yield safe(f"{labels.get(question_id, question_id)} [{question_id}]: {_shown(answer)}")
    yield ""
    for paper in file.papers:
        label = labels.get(paper.question_id, paper.question_id)
        reply = "  (reply)" if paper.ask_id else ""
        yield f"{label} [{paper.question_id}]: {paper.media_type}, {paper.size} bytes{reply}"
    for ask in file.asks:
        closed = "  (closed by the decision)" if file.case.state == DECIDED else ""
        yield safe(
            f"asked for {ask.question_id}: {ask.reason}{'  (answered)' if ask.answered_at else closed}"
        )
    for message in file.messages:
        yield safe(f"{message.sent_at} {message.sender}: {message.text}")


def _shown(answer: Any) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list):
        return ", ".join(answer)
    if isinstance(answer, dict):
        return " / ".join(answer.values())
    return str(answer)
