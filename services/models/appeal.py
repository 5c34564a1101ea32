"""How long a decision can be appealed against, as far as that can be told with certainty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.models.catalogue import Basis, Text


@dataclass(frozen=True, slots=True)
class AppealClock:
    """The first step of the appeal that has the least time. The law counts from the receipt of the decision."""

    days: int
    law: str
    law_text: Text | None
    basis: Basis
    last_safe_day: date | None
    """A day that is in time whenever the decision was received. None where no such day is sure, or none is left:
    then the number of days from the receipt is all that can be said."""
