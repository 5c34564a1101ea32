"""Where device secrets are kept: in the system's keystore if there is one, apart from what they protect.

`docs/adr/0012` says what the fallback means for the person.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from services.errors import KeystoreError
from services.vault import durable
from services.vault.copies import SECOND, Copies, DamagedFileError

Kind: TypeAlias = Literal["system", "file", "memory"]

FOLDER = "keystore"

_SUFFIX = ".secret"
_MOST = 4096
"""Bytes of one secret."""
_OLDEST = 72
"""Bytes that a secret without a digest has at most: a device secret has 32, a sealed count of tries 70. The
shortest file with a digest is longer."""


class DamagedSecretError(KeystoreError):
    """The keystore answers, but the secret of this one name is damaged."""


class Keystore(Protocol):
    """Small secrets by name. A name is the id of a profile, never anything a person chose.

    Call it from worker threads only: on Android the answer comes through the event loop of the interface.
    Raises `KeystoreError` when it does not answer. None says for certain that there is no secret under a name.
    """

    @property
    def kind(self) -> Kind:
        """The place of the secrets.

        `file` means that a reader of the app's folder reads the secrets too.
        """

    def get(self, name: str) -> bytes | None:
        """Return a secret, or None.

        Raises `DamagedSecretError` for what is no secret any more; the others may still be. Raises `VaultError` when
        the device cannot read it at present.
        """

    def set(self, name: str, secret: bytes) -> None: ...

    def delete(self, name: str) -> None:
        """Delete a secret; does nothing when there is none."""


class FileKeystore:
    """Files that only this user can read, for a device without a keystore.

    It protects from other users of the device and from a copy of the database alone. It does not protect from
    one who reads the whole folder: there, only a profile's own PIN or passphrase protects it.
    """

    kind: Kind = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> bytes | None:
        try:
            return self._copies(name).read()
        except DamagedFileError as error:
            raise DamagedSecretError from error

    def set(self, name: str, secret: bytes) -> None:
        with durable.disk_errors():
            durable.make_folder(self._folder)
        self._copies(name).write(secret)

    def delete(self, name: str) -> None:
        self._copies(name).destroy()

    def has_any(self) -> bool:
        """True if a secret was ever kept here and not deleted."""
        return any(path.name.endswith((_SUFFIX, _SUFFIX + SECOND)) for path in self._folder.glob("*"))

    def _copies(self, name: str) -> Copies:
        return Copies(self._folder / f"{name}{_SUFFIX}", _MOST, lambda raw: len(raw) <= _OLDEST)


class InMemoryKeystore:
    """A keystore for tests: forgotten with the object."""

    kind: Kind = "memory"

    def __init__(self) -> None:
        self.secrets: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.secrets.get(name)

    def set(self, name: str, secret: bytes) -> None:
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)
