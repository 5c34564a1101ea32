"""Where device secrets are kept: in the system's keystore if there is one, apart from what they protect.

`docs/adr/0022` says what the fallback means for the person.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringError, PasswordDeleteError

from services.errors import KeystoreError
from services.vault import durable

Kind: TypeAlias = Literal["system", "file", "memory"]

SERVICE = "Qarib"
FOLDER = "keystore"
MARKER = "system"
"""File in the folder that says: the system's keystore holds the secrets. It is empty."""

_PROBE = "probe"


class Keystore(Protocol):
    """Keeps small secrets by name. A name is the id of a profile, never anything a person chose.

    Call it from worker threads only: on Android the answer comes through the event loop of the interface.
    Raises `KeystoreError` when it does not answer.
    """

    @property
    def kind(self) -> Kind:
        """`file` means that whoever reads the app's folder reads the secrets too."""

    def get(self, name: str) -> bytes | None: ...

    def set(self, name: str, secret: bytes) -> None: ...

    def delete(self, name: str) -> None:
        """Does nothing when there is none."""


class KeyringKeystore:
    """The system's keystore, through `keyring`.

    `marker` is written before the first secret, so that a later start without this keyring is seen as a loss
    and not as a new device.
    """

    kind: Kind = "system"

    def __init__(self, backend: KeyringBackend, marker: Path | None = None) -> None:
        self._backend = backend
        self._marker = marker

    def get(self, name: str) -> bytes | None:
        with _keyring_errors():
            text = self._backend.get_password(SERVICE, name)
        if text is None:
            return None
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise KeystoreError from error

    def set(self, name: str, secret: bytes) -> None:
        if self._marker is not None and not self._marker.exists():
            with durable.disk_errors():
                durable.make_folder(self._marker.parent)
            durable.write(self._marker, b"")
        with _keyring_errors():
            self._backend.set_password(SERVICE, name, base64.b64encode(secret).decode())

    def delete(self, name: str) -> None:
        with _keyring_errors():
            try:
                self._backend.delete_password(SERVICE, name)
            except PasswordDeleteError:
                # Backends say this both for "there is none" and for "refused": only the first is fine.
                if self._backend.get_password(SERVICE, name) is not None:
                    raise


class FileKeystore:
    """Files that only this user can read, for a device without a keystore.

    It protects from other users of the device and from a copy of the database alone. It does not protect from
    one who reads the whole folder: there, only a profile's own PIN or passphrase stands in the way.
    """

    kind: Kind = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> bytes | None:
        with durable.disk_errors():
            try:
                return self._path(name).read_bytes()
            except FileNotFoundError:
                return None

    def set(self, name: str, secret: bytes) -> None:
        with durable.disk_errors():
            durable.make_folder(self._folder)
        durable.write(self._path(name), secret)

    def delete(self, name: str) -> None:
        path = self._path(name)
        with durable.disk_errors():
            try:
                # Zeroed first: on a magnetic disk this is the end of it; flash may keep the old cells.
                with path.open("r+b") as file:
                    file.write(bytes(path.stat().st_size))
                    file.flush()
                    durable.sync(file.fileno())
            except FileNotFoundError:
                return
        durable.remove(path)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.secret"


class InMemoryKeystore:
    """For tests: forgotten with the object."""

    kind: Kind = "memory"

    def __init__(self) -> None:
        self.secrets: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.secrets.get(name)

    def set(self, name: str, secret: bytes) -> None:
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)


def choose_keystore(home: Path, backend: KeyringBackend | None = None) -> Keystore:
    """The keystore for an app whose files are under `home`; `backend` is the system's keyring unless given.

    The choice is made once, with the first secret. Where a keyring held one, nothing else is ever used: if it
    is gone later, its methods raise `KeystoreError` rather than start anew beside records that stay locked.
    """
    backend = keyring.get_keyring() if backend is None else backend
    folder = home / FOLDER
    system = KeyringKeystore(backend, folder / MARKER)
    files = FileKeystore(folder)
    if (folder / MARKER).exists():
        return system
    if any(folder.glob("*.secret")):
        return files
    return system if _works(backend) else files


def _works(backend: KeyringBackend) -> bool:
    """Whether a keyring really keeps a secret, and keeps it better than a file of ours would."""
    first = next(iter(backend.backends)) if isinstance(backend, ChainerBackend) else backend
    if isinstance(first, fail.Keyring | null.Keyring) or type(first).__module__.startswith("keyrings.alt"):
        return False
    probed = KeyringKeystore(backend)
    secret = os.urandom(16)
    try:
        probed.set(_PROBE, secret)
        kept = probed.get(_PROBE) == secret
        probed.delete(_PROBE)
    except KeystoreError:
        # Nothing was ever kept there, so nothing is lost by going on without it.
        return False
    return kept


@contextmanager
def _keyring_errors() -> Iterator[None]:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        raise RuntimeError("a keystore may not be asked from an event loop: use a worker thread")
    try:
        yield
    except (KeyringError, OSError) as error:
        raise KeystoreError from error
