"""The person as the ministry knows them, and the profile that the device keeps for them."""

from __future__ import annotations

from dataclasses import dataclass

from services.models.catalogue import Text


@dataclass(frozen=True, slots=True)
class Person:
    """GET /v1/person. Its fields are the `purpose`s of questions: `person.birth_date` and so on."""

    number: str
    """Social security number, 12 digits."""
    first_name: Text
    last_name: Text
    birth_date: str
    gender: str
    """`f` or `m`, for the forms of address in Arabic."""
    phone: str
    wilaya: str
    commune: str
    address: str
    nin: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One person on a shared device. The name is all that shows of a closed profile."""

    id: str
    name: str
    lock: str = "none"
    """`none`, `pin` or `passphrase`."""
    has_code: bool = False
    """Whether a recovery code was made for it."""
    damaged: bool = False
    """Whether the file that says how it opens is damaged or missing. What it keeps may still be there."""
