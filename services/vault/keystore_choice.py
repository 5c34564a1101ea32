"""Which keystore a device has: the system's if it keeps what it is given, else files (docs/adr/0012)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from services.vault.keystore import FOLDER, FileKeystore, Keystore

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

MARKER = "system"
"""File in the folder that says: the system's keystore holds the secrets. It is empty."""


def choose_keystore(home: Path, backend: KeyringBackend | None = None) -> Keystore:
    """Return the keystore for an app whose files are under `home`.

    `backend` is the system's keyring unless given. The choice is made once, with the first secret. Where a keyring held
    one, nothing else is ever used: if it is gone later, its methods raise `KeystoreError` rather than start again
    beside records that stay locked.
    """
    folder = home / FOLDER
    files = FileKeystore(folder)
    marker = folder / MARKER
    if not marker.exists() and files.has_any():
        return files
    # Imported here: it takes longer than all the rest of the vault, and is often not needed.
    from services.vault.system import KeyringKeystore, is_fit, system_keyring

    backend = system_keyring() if backend is None else backend
    return KeyringKeystore(backend, marker) if marker.exists() or is_fit(backend) else files
