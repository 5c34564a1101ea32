"""Who is asking: one-time codes, access tokens, rotating refresh tokens."""

from ministry.auth.current import (
    Asker,
    CurrentAsker,
    CurrentPerson,
    PersonId,
    Write,
    asker_and,
    person_and,
    with_person,
)

__all__ = [
    "Asker",
    "CurrentAsker",
    "CurrentPerson",
    "PersonId",
    "Write",
    "asker_and",
    "person_and",
    "with_person",
]
