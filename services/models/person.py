"""The person as the ministry knows them, and the profile that the device keeps for them."""

from __future__ import annotations

from dataclasses import dataclass

from services.models.contract import Person

__all__ = ["Person", "Profile"]


@dataclass(frozen=True, slots=True)
class Profile:
    """One person on a shared device. The name is all that shows of a closed profile."""

    id: str
    name: str
    lock: str = "none"
    """`none`, `pin` or `passphrase`."""
    has_code: bool = False
    """True if a recovery code was made for it."""
    damaged: bool = False
    """True if the file that says how it opens is damaged or missing. Its records may still be there."""
