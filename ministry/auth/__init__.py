"""Who is asking: one-time codes, access tokens, rotating refresh tokens."""

from ministry.auth.current import CurrentPerson, PersonId, current_person, person_and, with_person

__all__ = ["CurrentPerson", "PersonId", "current_person", "person_and", "with_person"]
