"""How a decision can be appealed against, and until when, as far as that can be told with certainty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.models.catalogue import AppealRoute, Basis, Text


@dataclass(frozen=True, slots=True)
class AppealClock:
    """How long the first step of an appeal is open. The law counts from the receipt of the decision."""

    days: int
    law: str
    law_text: Text | None
    basis: Basis
    last_safe_day: date | None
    """A day that is in time whenever the decision was received. None where no such day is sure, or none is left:
    then the number of days from the receipt is all that can be said."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """One of the ways to appeal against a decision."""

    key: str
    """Its key in the catalogue."""
    route: AppealRoute
    clock: AppealClock | None
    """None after a full grant."""


class LetterPart(StrEnum):
    """A part of a letter of appeal, in the order of the letter."""

    SENDER = "sender"
    ADDRESSEE = "addressee"
    SUBJECT = "subject"
    REASONS = "reasons"
    """The person's own words: nothing is drafted here."""
    CLOSING = "closing"
