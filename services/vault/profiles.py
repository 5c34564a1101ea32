"""The profiles of a device: who keeps something here, and how each is opened, recovered and erased."""

from __future__ import annotations

import secrets
import threading
from dataclasses import replace
from pathlib import Path

from services.clock import Clock
from services.errors import (
    DamagedRecordError,
    KeystoreError,
    StoreTooNewError,
    UnreadableNowError,
    WrongRecoveryCodeError,
    WrongSecretError,
)
from services.kinds import Kinds
from services.models.person import Profile
from services.vault import folders, keys, profilefile
from services.vault.change_lock import alone
from services.vault.database import DATABASE
from services.vault.database import create as create_records
from services.vault.erasure import Erasure
from services.vault.keys import Stretching
from services.vault.keystore import DamagedSecretError, Keystore
from services.vault.profilefile import Card, ProfileFile
from services.vault.recovery import RecoveryCode
from services.vault.sealing import wipe
from services.vault.store import Vault
from services.vault.tries import Tries
from services.vault.unlocking import unlock, wiped
from services.vault.uptime import Uptime, uptime

FOLDER = "profiles"


class ProfileStore:
    """All profiles under `home`, each in a folder with a random name, with a device secret and a data key.

    Every call blocks, and is made from a worker thread. `stretching` is the cost of PINs and passphrases that
    are set from now on; each profile remembers its own. `kinds` are those that a profile may keep.

    What takes a PIN or passphrase raises `WrongSecretError`, and `TooManyTriesError` without looking at it while
    there is time to wait (`tries`).
    """

    def __init__(
        self,
        home: Path,
        keystore: Keystore,
        clock: Clock,
        *,
        kinds: Kinds,
        stretching: Stretching | None = None,
        uptime: Uptime = uptime,
    ) -> None:
        self.keystore = keystore
        self._kinds = kinds
        self._folder = home / FOLDER
        self._clock = clock
        self._stretching = stretching or Stretching()
        self._tries = Tries(keystore, uptime)
        self._erasure = Erasure(keystore, self._tries)
        self._lock = threading.Lock()

    def profiles(self) -> list[Profile]:
        """Return the profiles in the order in which they were created.

        A profile whose name cannot be read, because the keystore lost its secret, its file is damaged, or the device
        cannot read either at present, comes last and has an empty name; `open` says why. Sweeps what a crash left of
        one that was being made or erased. Raises `KeystoreError` when there is no answer.
        """
        with self._lock:
            found, left_over = folders.found(self._folder)
            for folder in left_over:
                self._erasure.sweep(folder)
            listed = [self._listed(folder) for folder in found]
        return [profile for _, profile in sorted(listed, key=lambda item: (item[0], item[1].id))]

    def create(self, name: str, secret: str | None = None, code: RecoveryCode | None = None) -> Profile:
        """Make a profile, locked with a PIN, a passphrase or nothing.

        It is not opened. Raises `ValueError` for an empty name or secret, `KeystoreError`, `StorageFullError`.
        """
        if secret == "":
            raise ValueError("a profile needs a name, and a lock needs a secret")
        card = Card(profilefile.shown_name(name), self._clock.time())
        profile_id, device_secret, data_key = secrets.token_hex(16), keys.new_key(), bytearray(keys.new_key())
        wrap = keys.wrap(data_key, profile_id, device_secret, secret, self._stretching)
        file = ProfileFile(profilefile.lock_kind(secret), card.seal(profile_id, device_secret), (wrap,))
        if code is not None:
            file = file.with_wrap(keys.wrap_for_recovery(data_key, profile_id, code), keys.RECOVERY)
        wipe(data_key)
        folder = self._folder / profile_id
        being_made = folders.marked(folder, folders.MAKING)
        with self._lock, folders.making(being_made):
            self.keystore.set(profile_id, device_secret)
            if secret is not None:
                self._tries.begin(profile_id, device_secret)
            # Not `Vault.create`: it would make the folder again where it was swept after all.
            create_records(being_made / DATABASE, profile_id)
            file.save(being_made)
        return file.profile(profile_id, card)

    def open(self, profile_id: str, secret: str | None = None) -> Vault:
        """Open a profile.

        `secret` is not looked at where there is no lock. Raises `WrongSecretError`, `TooManyTriesError`,
        `KeystoreError` if the device secret is lost, `ProfileInUseError`, `StoreTooNewError`, and
        `DamagedRecordError` of kind `profile`, also when there is no such profile.
        """
        with self._lock:
            folder, file, device_secret = self._find(profile_id)
            data_key = unlock(folder, file, device_secret, secret, self._tries)
            profilefile.double(folder, file)
        profile = file.profile(profile_id, file.open_card(profile_id, device_secret))
        with wiped(data_key):
            return Vault(profile, folder, data_key, self._kinds)

    def wait(self, profile_id: str) -> float:
        """Return the seconds until a try; raise as `open` but for secrets."""
        with self._lock:
            _, file, device_secret = self._find(profile_id)
            return self._tries.wait(profile_id, device_secret) if file.lock != "none" else 0.0

    def rename(self, profile_id: str, name: str) -> Profile:
        """Give a profile another name; it need not be open.

        Raises as `open` does, and `ValueError` if the name is empty.
        """
        name = profilefile.shown_name(name)
        with self._lock, alone(self._profile_folder(profile_id)):
            folder, file, device_secret = self._find(profile_id)
            card = file.open_card(profile_id, device_secret)
            if card is None:
                raise KeystoreError
            renamed = replace(card, name=name)
            replace(file, card=renamed.seal(profile_id, device_secret)).save(folder)
        return file.profile(profile_id, renamed)

    def change_secret(self, profile_id: str, secret: str | None, new_secret: str | None) -> Profile:
        """Set, change or (None) take away the PIN or passphrase.

        The profile may be open. Raises as `open` does. Wraps the data key again; no record is encrypted again, other
        ways in stay.
        """
        if new_secret == "":
            raise ValueError("a lock needs a secret")
        with self._lock:
            folder, file, device_secret = self._find(profile_id)
            with wiped(unlock(folder, file, device_secret, secret, self._tries)) as data_key:
                wrap = keys.wrap(data_key, profile_id, device_secret, new_secret, self._stretching)
            with alone(folder):
                newest = profilefile.newest(folder, device_secret)
                if newest.wrap_of(*keys.OWN_WAYS) != file.wrap_of(*keys.OWN_WAYS):
                    raise WrongSecretError  # since it opened, another window has changed it
                changed = replace(newest, lock=profilefile.lock_kind(new_secret))
                changed = changed.with_wrap(wrap, *keys.OWN_WAYS)
                if new_secret is not None:
                    self._tries.begin(profile_id, device_secret)
                changed.save(folder)
            return changed.profile(profile_id, changed.open_card(profile_id, device_secret))

    def change_code(self, profile_id: str, secret: str | None, code: RecoveryCode) -> Profile:
        """Let only this recovery code open it. Raises as `open` does."""
        with self._lock:
            folder, file, device_secret = self._find(profile_id)
            with wiped(unlock(folder, file, device_secret, secret, self._tries)) as data_key:
                wrap = keys.wrap_for_recovery(data_key, profile_id, code)
            with alone(folder):
                changed = profilefile.newest(folder, device_secret).with_wrap(wrap, keys.RECOVERY)
                changed.save(folder)
            return changed.profile(profile_id, changed.open_card(profile_id, device_secret))

    def recover(self, profile_id: str, code: RecoveryCode, new_secret: str | None, name: str = "") -> Profile:
        """Set a new PIN, passphrase or no lock (None) by recovery code.

        The code stays valid. A lost device secret is replaced, and so is the card, with `name`. Raises
        `WrongRecoveryCodeError`, also where the profile has no code, `ValueError` for an empty secret, or for an
        empty name where one is needed, and as `open` does for files. The data key stays, and with it all records.
        """
        if new_secret == "":
            raise ValueError("a lock needs a secret")
        folder = self._profile_folder(profile_id)
        with self._lock, alone(folder):
            file = profilefile.load(folder)
            way = file.wrap_of(keys.RECOVERY)
            if way is None:
                raise WrongRecoveryCodeError
            with wiped(keys.unwrap_recovered(way, profile_id, code)) as data_key:
                device_secret = self._device_secret(profile_id)
                card = None if device_secret is None else file.open_card(profile_id, device_secret)
                if device_secret is None or card is None:
                    card, device_secret = (
                        Card(profilefile.shown_name(name), self._clock.time()),
                        keys.new_key(),
                    )
                    self.keystore.set(profile_id, device_secret)
                wrap = keys.wrap(data_key, profile_id, device_secret, new_secret, self._stretching)
            if new_secret is not None:
                self._tries.begin(profile_id, device_secret)
            sealed = card.seal(profile_id, device_secret)
            recovered = replace(file, lock=profilefile.lock_kind(new_secret), card=sealed)
            recovered = recovered.with_wrap(wrap, *keys.OWN_WAYS)
            recovered.save(folder)
        return recovered.profile(profile_id, card)

    def erase(self, profile_id: str) -> None:
        """Destroy a profile. Close it first.

        First its device secret goes, then its wrapped keys, then its files. Once the keys are gone nothing can bring it
        back, a recovery code neither. Does nothing when there is no such profile. Raises as `Erasure.erase` does.
        """
        folder = self._profile_folder(profile_id)
        with self._lock:
            if folder.is_dir():
                self._erasure.erase(folder)

    def _listed(self, folder: Path) -> tuple[float, Profile]:
        try:
            file = profilefile.load(folder)
        except DamagedRecordError:
            return float("inf"), Profile(folder.name, "", damaged=True)
        except (StoreTooNewError, UnreadableNowError):
            return float("inf"), Profile(folder.name, "")
        try:
            device_secret = self._device_secret(folder.name)
        except UnreadableNowError:
            device_secret = None
        card = None if device_secret is None else file.open_card(folder.name, device_secret)
        return float("inf") if card is None else card.created_at, file.profile(folder.name, card)

    def _device_secret(self, profile_id: str) -> bytes | None:
        """Return the device secret, or None when it is lost.

        Raises `KeystoreError` when there is no answer, and `UnreadableNowError`.
        """
        try:
            return self.keystore.get(profile_id)
        except DamagedSecretError:
            return None

    def _find(self, profile_id: str) -> tuple[Path, ProfileFile, bytes]:
        folder = self._profile_folder(profile_id)
        file = profilefile.load(folder)
        device_secret = self._device_secret(profile_id)
        if device_secret is None:
            raise KeystoreError
        return folder, file, device_secret

    def _profile_folder(self, profile_id: str) -> Path:
        if not (profile_id.isascii() and profile_id.isalnum()):
            raise DamagedRecordError(profilefile.PROFILE, "")
        return self._folder / profile_id
