"""What the screens ask of the app for profiles and their locks; a part of `screens.ports`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from services.errors import MistypedCodeError
from services.models.form import FieldProblem
from services.models.locking import LockSettings
from services.models.person import Profile


@dataclass(frozen=True, slots=True)
class NewLock:
    """What a profile is to be locked with. Never part of a text."""

    kind: Literal["pin", "passphrase"]
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is where, of a profile that is about to be erased."""

    references: list[str]
    """The references of requests that the ministry has: they stay there."""
    drafts: int
    """The drafts, which are only here and go with the profile."""
    unsent: int
    """Requests that wait to be sent; gone with the profile too."""


class Profiles(Protocol):
    """Whatever takes a PIN or passphrase raises `WrongSecretError`, `TooManyTriesError`."""

    @property
    def has_safe(self) -> bool:
        """True if the device has its own keystore; a PIN needs one."""

    async def all(self) -> list[Profile]: ...
    async def create(self, name: str, lock: NewLock | None = None) -> str:
        """Create and open a profile; return its recovery code.

        Only with a lock. The code is shown once.
        """

    async def open(self, profile_id: str, secret: str | None = None) -> None: ...
    async def close(self) -> None:
        """Lock the open profile; every window goes to the profiles."""

    async def wait(self, profile_id: str) -> float:
        """Return the seconds until a PIN or passphrase is taken again."""

    def stay(self) -> None:
        """Count the automatic lock from now: the person is there."""

    def lock_problem(self, lock: NewLock) -> FieldProblem | None: ...
    def code_problem(self, code: str) -> MistypedCodeError | None:
        """Return why the code is none of any profile, or None."""

    async def recover(self, profile_id: str, code: str, lock: NewLock | None, name: str) -> None:
        """Open a profile by its recovery code, with another lock.

        `name` where the device lost it. Raises `MistypedCodeError`, `WrongRecoveryCodeError`.
        """

    async def rename(self, name: str) -> None: ...
    async def change_lock(self, secret: str | None, lock: NewLock | None) -> None: ...
    async def new_code(self, secret: str | None) -> str:
        """Another recovery code, told only now; the former opens nothing any more."""

    async def change_settings(self, settings: LockSettings) -> None: ...
    async def noted(self) -> None:
        """Note that the person noted the recovery code."""

    async def holdings(self) -> Holdings: ...
    async def erase(self, profile_id: str) -> None: ...
