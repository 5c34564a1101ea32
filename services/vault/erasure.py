"""Erasing a profile, and what a crash left of one that was being made or erased."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from pathlib import Path

from services.errors import VaultError
from services.vault import durable, folders, profilefile
from services.vault.database import DATABASE
from services.vault.holding import Hold
from services.vault.keystore import DamagedSecretError, Keystore
from services.vault.tries import Tries

logger = logging.getLogger(__name__)


class Erasure:
    """The destruction of profiles: the device secret, then the wrapped keys, then the files. Every call blocks."""

    def __init__(self, keystore: Keystore, tries: Tries) -> None:
        self._keystore = keystore
        self._tries = tries

    def erase(self, folder: Path) -> None:
        """Erase the profile in `folder`.

        From the mark on, a crash leaves what `sweep` removes. Raises `KeystoreError`, `VaultError`, and then the
        profile is as it was unless its device secret is gone; `ProfileInUseError` where it is open, in another
        process as well.
        """
        with Hold(folder / DATABASE):
            self._erase(folder)

    def _erase(self, folder: Path) -> None:
        being_erased = folders.marked(folder, folders.ERASING)
        if being_erased.is_symlink() or being_erased.exists():
            # Of an erasure before; a backup has brought the profile back since.
            durable.remove_folder(being_erased)
        folders.move(folder, being_erased)
        try:
            self._forget(folder.name)
        except VaultError:
            if self._may_have_secret(folder.name):
                folders.move(being_erased, folder)
            else:
                self._empty(being_erased)
            raise
        self._empty(being_erased)
        durable.remove_folder(being_erased)

    def sweep(self, folder: Path) -> None:
        """Remove a marked folder, and the keys of its profile.

        What cannot be removed now is swept later, and does not keep the rest.
        """
        profile = folder.with_suffix("")
        try:
            if folder.suffix == folders.MAKING:
                if folders.is_being_made(folder):
                    return
                # Claimed in one step: another process may be sweeping it just now.
                being_erased = folders.marked(profile, folders.ERASING)
                folders.move(folder, being_erased)
                folder = being_erased
            with ExitStack() as last:
                # The mark stays until the keys are gone, however long the keystore gives no answer.
                last.callback(self._empty, folder)
                if not profile.exists():
                    self._forget(profile.name)
            durable.remove_folder(folder)
        except (VaultError, FileNotFoundError):
            logger.warning("What is left of a profile could not be swept.")

    def _forget(self, profile_id: str) -> None:
        self._keystore.delete(profile_id)
        self._tries.forget(profile_id)

    def _empty(self, folder: Path) -> None:
        """Destroy the wrapped keys, then whatever else can be destroyed.

        The folder stays: its name is the mark.
        """
        with durable.one_of_many():
            profilefile.copies(folder).destroy()
        with durable.disk_errors():
            paths = [*folder.iterdir()]
        for path in paths:
            with durable.one_of_many():
                durable.remove_folder(path)

    def _may_have_secret(self, profile_id: str) -> bool:
        try:
            return self._keystore.get(profile_id) is not None
        except DamagedSecretError:
            return False
        except VaultError:
            return True
