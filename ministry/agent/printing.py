"""Cases as lines for a terminal.

Only the program's own words stand at the left edge. What others wrote can neither begin a line there, by line breaks or
by being so long that the terminal breaks it, nor steer the terminal.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

from ministry.cases.desk import MOST_WAITING, File, Waiting
from ministry.cases.steps import DECIDED
from ministry.forms.conditions import questions
from ministry.text import DIRECTIONS

_MARGIN = "    | "
_USUAL_COLUMNS, _FEWEST_COLUMNS = 80, 20
_ARABIC_NUMBERS = {*map(chr, range(0x600, 0x606)), "\u06dd", "\u070f", "\u0890", "\u0891", "\u08e2"}
"""Seen, though Unicode counts them among what formats."""
_WRITTEN_WITH = {"\u200c", "\u200d", "\u200e", "\u200f", "\u061c"} | _ARABIC_NUMBERS
"""Joiners and marks of direction: Arabic, Persian and emoji are not right without them."""


def safe(text: str) -> str:
    """Return one line that names signs which hide or steer the terminal."""
    return "".join(_shown_sign(sign) for sign in text)


def _shown_sign(sign: str) -> str:
    if sign == "\t":
        return " "
    hidden = unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} or sign in DIRECTIONS
    return f"<U+{ord(sign):04X}>" if hidden and sign not in _WRITTEN_WITH else sign


def entry(head: str, text: str) -> Iterator[str]:
    """Yield lines of what somebody wrote behind words of the program.

    All but the first have a margin.
    """
    columns = _columns()
    room, before = columns - _width(head), head
    if room < columns // 2:
        yield head.rstrip()
        room, before = columns - len(_MARGIN), _MARGIN
    for line in text.splitlines() or [""]:
        for piece in _broken(safe(line), room, columns - len(_MARGIN)):
            yield f"{before}{piece}"
            room, before = columns - len(_MARGIN), _MARGIN


def _broken(line: str, room: int, rest: int) -> Iterator[str]:
    """Yield a line in pieces that fit, broken at spaces if possible."""
    while (most := _fitting(line, room)) < len(line):
        at = line.rfind(" ", 0, most) + 1 or most
        yield line[:at]
        line, room = line[at:], rest
    yield line


def _fitting(line: str, room: int) -> int:
    """Return how many signs fit, one at least."""
    for place, sign in enumerate(line):
        room -= _width(sign)
        if room < 0:
            return max(place, 1)
    return len(line)


def _width(text: str) -> int:
    """Return the columns that the text takes at most in a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def _columns() -> int:
    """Return the columns of the narrowest terminal.

    What is printed may go through a pager to it.
    """
    found = []
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        try:
            found.append(os.get_terminal_size(stream.fileno()).columns if stream else 0)
        except (OSError, ValueError):
            continue
    # One less: some terminals break a line that is just full.
    return max(min([columns for columns in found if columns] or [_USUAL_COLUMNS]) - 1, _FEWEST_COLUMNS)


def waiting_lines(cases: list[Waiting]) -> Iterator[str]:
    for case in cases:
        yield f"{case.reference}  {case.state:<18}  {case.received_at}  {case.service_id}  {case.case_id}"
    if not cases:
        yield "No case is waiting."
    if len(cases) == MOST_WAITING:
        yield f"These are the oldest {MOST_WAITING}; there may be more."


def file_lines(file: File) -> Iterator[str]:
    person = file.person.details
    yield f"{file.request.reference}  {file.request.service_id}  {file.case.state}"
    yield from entry(
        "person ", f"{person['first_name']['fr']} {person['last_name']['fr']}  {person['number']}"
    )
    yield ""
    labels = {question["id"]: question["label"]["fr"] for question in questions(file.form)}
    for question_id, answer in file.answers.items():
        yield from entry(f"{labels.get(question_id, question_id)} [{question_id}]: ", _shown(answer))
    yield ""
    for paper in file.papers:
        label = labels.get(paper.question_id, paper.question_id)
        reply = "  (reply)" if paper.ask_id else ""
        yield f"{label} [{paper.question_id}]: {paper.media_type}, {paper.size} bytes{reply}"
    for ask in file.asks:
        closed = "  (closed by the decision)" if file.case.state == DECIDED else ""
        answered = "  (answered)" if ask.answered_at else closed
        yield from entry(f"asked for {ask.question_id}{answered}: ", ask.reason)
    for message in file.messages:
        yield from entry(f"{message.sent_at} {message.sender}: ", message.text)


def _shown(answer: Any) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list):
        return ", ".join(answer)
    if isinstance(answer, dict):
        return " / ".join(answer.values())
    return str(answer)
