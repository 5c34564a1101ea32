"""Why the server does not start, in words for its administrator."""

from __future__ import annotations

from ministry.earlier_database import CARRIED
from ministry.errors import (
    BadSealError,
    BadSecretError,
    DamagedDatabaseError,
    DatabaseAwayError,
    DatabaseStartError,
    DatabaseTooNewError,
    EarlierDatabaseError,
    EarlierInUseError,
    NotEmptyError,
    NotOursError,
    OpenToOthersError,
    PutAsideError,
    StartError,
)


def start_words(error: StartError) -> str:  # noqa: C901, PLR0911 - one line for each kind
    """Return what is wrong and what to do about it."""
    match error:
        case NotOursError():
            return f"{error.path} holds other files: give the server a folder of its own (--data or MINISTRY_DATA)."
        case DatabaseTooNewError():
            return "the database is of a later version of this program."
        case OpenToOthersError():
            return f"other accounts can reach {error.path}, and that cannot be ended: {error.reason}."
        case BadSecretError():
            return (
                f"{error.path} holds {error.size} bytes, which is no secret. Put it back from a copy; or delete it, "
                "and a new one is made: codes that are on their way are void then, sign-ins stay."
            )
        case BadSealError():
            return (
                f"{error.path} is no seal: a private key and its certificate in PEM. Put it back from a copy; or "
                "delete it, and a new one is made: seals of before no longer hold then."
            )
        case EarlierDatabaseError():
            return (
                f"{error.path} is the database of an earlier version. Carry it over once: "
                f"python -m ministry carry-over --data {error.path.parent}"
            )
        case NotEmptyError():
            return f"{error.path} is not carried over: something is in the new database already."
        case EarlierInUseError():
            return f"{error.path} is open in another program. End the earlier server; nothing was changed."
        case DamagedDatabaseError():
            return (
                f"{error.path} cannot be carried over ({error.said}): it is empty, damaged or not to "
                "be written. Put it back from a copy; nothing was changed."
            )
        case PutAsideError():
            return (
                f"{error.path} cannot be put aside as {CARRIED}: {error.reason}. "
                "Carry it over again once that is ended: nothing is copied twice."
            )
        case DatabaseStartError():
            return f"PostgreSQL does not start ({error.path.name}): {error.said}"
        case DatabaseAwayError():
            return f"the database does not answer (--database or MINISTRY_DATABASE): {error.said}"
    return str(error)
