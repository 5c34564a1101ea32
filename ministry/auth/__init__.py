"""Who is asking: one-time codes, access tokens, rotating refresh tokens."""

from ministry.auth.current import (
    Asker,
    CurrentPerson,
    PersonId,
    asker,
    current_person,
    person_and,
    token_holds,
    with_person,
)

__all__ = [
    "Asker",
    "CurrentPerson",
    "PersonId",
    "asker",
    "current_person",
    "person_and",
    "token_holds",
    "with_person",
]
