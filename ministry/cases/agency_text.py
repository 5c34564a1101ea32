"""What the agency writes to a person, checked as what a person writes."""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError

from ministry.cases.errors import DeskError
from ministry.cases.tables import Case, Message
from ministry.clock import rfc3339
from ministry.contract.bodies import MessageBody
from ministry.ids import new_id
from ministry.letters.glyphs import shows
from ministry.letters.words import written_in
from ministry.requests.tables import Request

_WRONG = {
    "too_long": "is longer than {max_length} signs",
    "string_too_long": "is longer than {max_length} signs",
    "string_unicode": "is not UTF-8",
    "pattern": "has control signs",
}
"""What pydantic calls it, in words for an agent."""


def require_text(text: str, what: str) -> None:
    """Raise `DeskError` unless the contract takes the text of a message.

    And unless something of it is seen: a letter would have an empty place.
    """
    try:
        MessageBody(text=text, language="fr", sent_at="2026-01-01T00:00:00Z")
    except ValidationError as error:
        [wrong, *_] = error.errors()
        said = _WRONG.get(wrong["type"], "is empty").format(**wrong.get("ctx", {}))
        raise DeskError(f"the {what} {said}") from None
    if not shows(text):
        raise DeskError(f"the {what} is empty")


def agency_message(case: Case, request: Request, text: str, now: datetime) -> Message:
    """Make a message to the person, in the language of the request.

    Raises `DeskError`.
    """
    require_text(text, "message")
    return Message(
        id=new_id(now),
        case_id=case.id,
        sender="agency",
        sent_at=rfc3339(now),
        text=text,
        language=written_in(request.language),
    )
