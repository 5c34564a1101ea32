"""The parts of "my requests": which part a request belongs to, and what is said where a part is empty."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from i18n import Words
from screens.given import Part, RequestRow
from screens.requests.row import needed

_SHOWN_AFTER = timedelta(days=90)
"""The time from a decision to the archive."""


def part_of(row: RequestRow, today: date) -> Part:
    """Return the part of a request.

    Nothing is stored: archived is what was decided more than 90 days ago, was read, waits for nothing, and can no
    longer be appealed against.
    """
    if row.is_draft:
        return Part.DRAFTS
    case = row.case
    if case is None or not case.is_decided:
        return Part.UNDER_WAY
    if needed(row) or is_running(row):
        return Part.DECIDED
    decided_at = case.decision.decided_at if case.decision else case.updated_at
    is_old = datetime.fromisoformat(decided_at).date() + _SHOWN_AFTER < today
    return Part.ARCHIVE if is_old else Part.DECIDED


def is_running(row: RequestRow) -> bool:
    """True if a day is known until which the person can appeal."""
    return row.clock is not None and row.clock.last_safe_day is not None


def part_words(part: Part, t: Words) -> str:
    """Return the name of a part."""
    match part:
        case Part.UNDER_WAY:
            return t("Under way")
        case Part.DECIDED:
            return t("Decisions")
        case Part.DRAFTS:
            return t("Drafts")
        case Part.ARCHIVE:
            return t("Older")


def empty_words(part: Part, t: Words) -> str:
    """Say that a part is empty, and what comes there."""
    match part:
        case Part.UNDER_WAY:
            return t("No request is under way. What you send shows here until it is decided.")
        case Part.DECIDED:
            return t("No recent decision. Each one shows here as soon as it comes.")
        case Part.DRAFTS:
            return t("No draft. What you begin to write is kept here until you send it.")
        case Part.ARCHIVE:
            return t("Nothing here yet. A decision that you have read comes here after 90 days.")
