"""What the letter of a decision says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ministry.auth.tables import Person
from ministry.letters import Appeal, Letter
from ministry.letters.words import said, written_in
from ministry.publishing.service import Edition
from ministry.requests.tables import Request


def letter(
    edition: Edition,
    service: dict[str, Any],
    request: Request,
    person: Person,
    outcome: str,
    reasons: str,
    *,
    now: datetime,
) -> Letter:
    """In the language of the request, with the first step of each appeal route where not all was granted."""
    language = written_in(request.language)
    routes = [edition.appeals[key] for key in service["appeals"]] if outcome != "accepted" else []
    return Letter(
        language=language,
        reference=request.reference,
        decided_at=now,
        agency=said(edition.agencies[service["agencies"][0]]["name"], language),
        service=said(service["name"], language),
        person=" ".join(said(person.details[part], language) for part in ("first_name", "last_name")),
        outcome=outcome,
        reasons=reasons,
        appeals=[
            Appeal(said(step["to"], language), said(step["how"], language), step["law"])
            for route in routes
            for step in route["steps"][:1]
        ],
    )
