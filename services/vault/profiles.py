"""The profiles of a device: who keeps something here, and how each is opened and erased."""

from __future__ import annotations

import secrets
import shutil
import threading
from dataclasses import replace
from pathlib import Path

from services.clock import Clock
from services.errors import DamagedRecordError, KeystoreError, StoreTooNewError, WrongSecretError
from services.models.person import Profile
from services.vault import durable, keys, profilefile
from services.vault.keys import Stretching, Wrap
from services.vault.keystore import Keystore
from services.vault.profilefile import Card, ProfileFile
from services.vault.store import Vault

FOLDER = "profiles"


class ProfileStore:
    """All profiles under `home`, each in a folder with a random name, with a device secret and a data key.

    Every call blocks, and is made from a worker thread. `stretching` is the cost of PINs and passphrases that
    are set from now on; each profile remembers its own.
    """

    def __init__(
        self, home: Path, keystore: Keystore, clock: Clock, *, stretching: Stretching | None = None
    ) -> None:
        self.keystore = keystore
        self._folder = home / FOLDER
        self._clock = clock
        self._stretching = stretching or Stretching()
        self._lock = threading.Lock()

    def profiles(self) -> list[Profile]:
        """In the order in which they were created.

        A profile whose name cannot be read, because the keystore lost its secret or its file is damaged,
        comes last and has an empty name; `open` says why. Raises `KeystoreError` when there is no answer.
        """
        with self._lock:
            listed = [self._listed(folder) for folder in self._folders()]
        return [profile for _, profile in sorted(listed, key=lambda item: (item[0], item[1].id))]

    def create(self, name: str, secret: str | None = None) -> Profile:
        """A new profile, locked with a PIN or passphrase, or with nothing. It is not opened.

        Raises `ValueError` for an empty name or secret, `KeystoreError`, `StorageFullError`.
        """
        if not name.strip() or secret == "":
            raise ValueError("a profile needs a name, and a lock needs a secret")
        profile = Profile(secrets.token_hex(16), name.strip(), _lock_kind(secret))
        device_secret = keys.new_key()
        wrap = keys.wrap(keys.new_key(), profile.id, device_secret, secret, self._stretching)
        card = Card(profile.name, self._clock.time()).seal(profile.id, device_secret)
        folder = self._folder / profile.id
        with self._lock:
            with durable.disk_errors():
                durable.make_folder(folder)
            self.keystore.set(profile.id, device_secret)
            # Written last: a folder without this file is no profile, and is swept.
            ProfileFile(profile.lock, card, (wrap,)).save(folder)
        return profile

    def open(self, profile_id: str, secret: str | None = None) -> Vault:
        """Open a profile; `secret` is not looked at where there is no lock.

        Raises `WrongSecretError`, `KeystoreError` if the device secret is lost, `ProfileInUseError`,
        `StoreTooNewError`, and `DamagedRecordError` of kind `profile`, also when there is no such profile.
        """
        folder, file, device_secret = self._find(profile_id)
        data_key = _unwrap(file, profile_id, device_secret, secret)
        card = file.open_card(profile_id, device_secret)
        profile = Profile(profile_id, card.name if card else "", file.lock)
        return Vault(profile, folder, data_key)

    def rename(self, profile_id: str, name: str) -> Profile:
        """Give a profile another name; it need not be open. Raises as `open` does, `ValueError` if empty."""
        if not name.strip():
            raise ValueError("a profile needs a name")
        with self._lock:
            folder, file, device_secret = self._find(profile_id)
            card = file.open_card(profile_id, device_secret)
            if card is None:
                raise KeystoreError
            renamed = replace(card, name=name.strip())
            replace(file, card=renamed.seal(profile_id, device_secret)).save(folder)
        return Profile(profile_id, renamed.name, file.lock)

    def change_secret(self, profile_id: str, secret: str | None, new_secret: str | None) -> Profile:
        """Set, change or (None) take away the PIN or passphrase; the profile may be open.

        Raises as `open` does. Wraps the data key anew; nothing is encrypted again, other ways in stay.
        """
        if new_secret == "":
            raise ValueError("a lock needs a secret")
        with self._lock:
            folder, file, device_secret = self._find(profile_id)
            data_key = _unwrap(file, profile_id, device_secret, secret)
            wrap = keys.wrap(data_key, profile_id, device_secret, new_secret, self._stretching)
            others = tuple(other for other in file.wraps if other.way not in keys.OWN_WAYS)
            changed = replace(file, lock=_lock_kind(new_secret), wraps=(wrap, *others))
            changed.save(folder)
            card = file.open_card(profile_id, device_secret)
        return Profile(profile_id, card.name if card else "", changed.lock)

    def erase(self, profile_id: str) -> None:
        """Destroy a profile: its device secret, then its wrapped key, then its files. Close it first.

        Once the keys are gone nothing can bring it back; files that a crash leaves behind are swept later.
        Does nothing when there is no such profile.
        """
        folder = self._profile_folder(profile_id)
        with self._lock:
            self.keystore.delete(profile_id)
            if folder.is_dir():
                durable.remove(folder / profilefile.FILE)
                _remove_folder(folder)

    def _listed(self, folder: Path) -> tuple[float, Profile]:
        try:
            file = profilefile.load(folder)
        except (DamagedRecordError, StoreTooNewError):
            return float("inf"), Profile(folder.name, "")
        device_secret = self.keystore.get(folder.name)
        card = None if device_secret is None else file.open_card(folder.name, device_secret)
        if card is None:
            return float("inf"), Profile(folder.name, "", file.lock)
        return card.created_at, Profile(folder.name, card.name, file.lock)

    def _folders(self) -> list[Path]:
        """The folders of profiles. Sweeps what a crash left of one that was being created or erased."""
        if not self._folder.is_dir():
            return []
        found = []
        with durable.disk_errors():
            for folder in [entry for entry in self._folder.iterdir() if entry.is_dir()]:
                if (folder / profilefile.FILE).exists():
                    found.append(folder)
                else:
                    self.keystore.delete(folder.name)
                    _remove_folder(folder)
        return found

    def _find(self, profile_id: str) -> tuple[Path, ProfileFile, bytes]:
        folder = self._profile_folder(profile_id)
        file = profilefile.load(folder)
        device_secret = self.keystore.get(profile_id)
        if device_secret is None:
            raise KeystoreError
        return folder, file, device_secret

    def _profile_folder(self, profile_id: str) -> Path:
        if not (profile_id.isascii() and profile_id.isalnum()):
            raise DamagedRecordError(profilefile.PROFILE, "")
        return self._folder / profile_id


def _unwrap(file: ProfileFile, profile_id: str, device_secret: bytes, secret: str | None) -> bytes:
    own: Wrap | None = next((wrap for wrap in file.wraps if wrap.way in keys.OWN_WAYS), None)
    if own is None:
        raise DamagedRecordError(profilefile.PROFILE, profile_id)
    try:
        return keys.unwrap(own, profile_id, device_secret, secret)
    except WrongSecretError:
        # The card needs the device secret alone: if it does not open either, no PIN would help.
        if file.open_card(profile_id, device_secret) is None:
            raise KeystoreError from None
        if own.stretching is None:
            raise DamagedRecordError(profilefile.PROFILE, profile_id) from None
        raise


def _lock_kind(secret: str | None) -> str:
    if secret is None:
        return "none"
    return "pin" if keys.normalised(secret).isdecimal() else "passphrase"


def _remove_folder(folder: Path) -> None:
    with durable.disk_errors():
        shutil.rmtree(folder)
        durable.sync_folder(folder.parent)
