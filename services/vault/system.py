"""The system's keystore: Secret Service, Keychain, Credential Locker, or a backend of ours on Android."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringError, PasswordDeleteError

from services.errors import KeystoreError
from services.vault import durable
from services.vault.keystore import DamagedSecretError, KeystoreKind

SERVICE = "Qarib"
"""What the secrets are filed under, as people see it in the tools of their system."""

_PROBE = "probe"


class KeyringKeystore:
    """The system's keystore, through `keyring`.

    `marker` is written before the first secret, so that a later start without this keyring is seen as a loss
    and not as a new device.
    """

    kind: KeystoreKind = "system"

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
        except ValueError as error:
            raise DamagedSecretError from error

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


def system_keyring() -> KeyringBackend:
    return keyring.get_keyring()


def is_fit(backend: KeyringBackend) -> bool:
    """True if a keyring keeps a secret, better than our file would."""
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
