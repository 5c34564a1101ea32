"""A keystore for tests."""

from __future__ import annotations

from services.vault.keystore import KeystoreKind


class InMemoryKeystore:
    """A `Keystore` that is forgotten with the object."""

    kind: KeystoreKind = "system"

    def __init__(self) -> None:
        self.secrets: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.secrets.get(name)

    def set(self, name: str, secret: bytes) -> None:
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)
