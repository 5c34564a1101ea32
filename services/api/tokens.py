"""The tokens of a sign-in and where they are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from services import codec
from services.clock import Clock
from services.errors import DamagedRecordError
from services.kinds import Kind
from services.models import contract
from services.vault.interface import RecordStore

TOKEN = "token"  # noqa: S105 - the name of a kind
"""The kind of the record."""

TOKEN_KIND = Kind(TOKEN)
"""A kind of no archive: a person who holds an archive is not signed in."""
_CURRENT = "current"


@dataclass(frozen=True, slots=True)
class KeptTokens:
    """What is shown to the ministry. Never part of a text: both are left out of `repr`."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_ends: float
    """Seconds since 1970, by this device's clock."""
    refresh_ends: float


@dataclass(frozen=True, slots=True, repr=False)
class TokenAnswer(contract.Tokens):
    """What the ministry gives at a sign-in. Never part of a text: the tokens of a shape are in its `repr`."""

    __repr__ = object.__repr__

    def tokens(self, clock: Clock) -> KeptTokens:
        now = clock.time()
        return KeptTokens(
            self.access_token, self.refresh_token, now + self.expires_in, now + self.refresh_expires_in
        )


class TokenStore(Protocol):
    """The tokens of one person. Its calls block and may be made from any thread."""

    def load(self) -> KeptTokens | None: ...

    def save(self, tokens: KeptTokens) -> None:
        """Durable when it returns: the ministry takes a refresh token once only."""

    def clear(self) -> None: ...


class InMemoryTokenStore:
    """Tokens that are forgotten when the process ends."""

    def __init__(self, tokens: KeptTokens | None = None) -> None:
        self._tokens = tokens

    def load(self) -> KeptTokens | None:
        return self._tokens

    def save(self, tokens: KeptTokens) -> None:
        self._tokens = tokens

    def clear(self) -> None:
        self._tokens = None


class VaultTokenStore:
    """Tokens among the profile's other records, sealed by its key."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    def load(self) -> KeptTokens | None:
        """Return the kept tokens, or None where nothing usable is.

        The person signs in again then.
        """
        try:
            body = self._store.get(TOKEN, _CURRENT)
            return None if body is None else codec.structure(body, KeptTokens)
        except (DamagedRecordError, codec.ShapeError):
            return None

    def save(self, tokens: KeptTokens) -> None:
        """Keep the tokens. Raises `StorageFullError`."""
        with self._store.transaction() as tx:
            tx.put(TOKEN, _CURRENT, codec.unstructure(tokens))

    def clear(self) -> None:
        with self._store.transaction() as tx:
            tx.delete(TOKEN, _CURRENT)
