"""The open profile: its records in SQLite, its attachments in files, both sealed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from services.errors import StorageFullError, VaultError
from services.kinds import Kinds
from services.models.person import Profile
from services.vault import damage, durable, kept, lineage, mark, repair
from services.vault.ballast import Ballast
from services.vault.database import DATABASE, connect, create, database_errors, empty_log
from services.vault.files import SealedAttachments
from services.vault.holding import Hold
from services.vault.keys import subkey
from services.vault.mark import Mark
from services.vault.reader import RecordReader
from services.vault.repair import Repair
from services.vault.rows import RowSealer
from services.vault.transaction import VaultTransaction

ATTACHMENTS = "attachments"

_RESERVED = 1000
"""Versions taken from the counter at a time, so that most writes need not touch it."""


class Vault(RecordReader):
    """A `RecordStore` on disk. `ProfileStore.open` makes it; `close` it when the profile is locked."""

    def __init__(self, profile: Profile, folder: Path, data_key: bytes | bytearray, kinds: Kinds) -> None:
        """Open the store and repair a damaged file.

        `repaired` then says what became of the records. Raises `ProfileInUseError`, `StoreTooNewError`,
        `StorageFullError`, and `DamagedRecordError` of kind `profile` when the file is missing or nothing in it can
        be read.
        """
        self.profile, self.kinds = profile, kinds
        self._folder = folder
        self._ballast = Ballast(folder)
        rows = RowSealer(subkey(data_key, f"records/{profile.id}"), profile.id, kinds)
        super().__init__(rows, profile.id, threading.RLock())
        self._versions = iter(range(0))
        self._purge_owed = False
        self._mark = Mark(folder, subkey(data_key, f"mark/{profile.id}"), profile.id)
        self.repaired: Repair | None = None
        with ExitStack() as undo:
            self._hold = Hold(folder / DATABASE)
            undo.callback(self._hold.release)
            try:
                self._begin(repair.CHECK_AT_MOST)
            except StorageFullError:
                self._ballast.give()
                self._begin(repair.CHECK_AT_MOST)
            undo.callback(self._shut)
            self.attachments = SealedAttachments(
                folder / ATTACHMENTS,
                profile.id,
                subkey(data_key, f"attachments/{profile.id}"),
                may_take=self._may_take,
                on_begun=self._note,
                on_kept=self._mark.owe,
                may_go=lambda: kept.may_go(self.connection),
            )
            self._ballast.take()
            undo.pop_all()

    @staticmethod
    def create(folder: Path, profile_id: str) -> None:
        """Make the empty store of a new profile.

        Opening never makes one: what is not there is lost, not new.
        """
        with durable.disk_errors():
            durable.make_folder(folder)
        create(folder / DATABASE, profile_id)

    @contextmanager
    def transaction(self) -> Iterator[VaultTransaction]:
        with self._lock:
            connection = self.connection
            if connection.in_transaction:
                raise RuntimeError("transactions do not nest")
            tx = VaultTransaction(connection, self._rows, self, self._next_version, self.profile.id)
            committed = False
            self._ballast.ease()
            try:
                tx.execute("BEGIN IMMEDIATE")
                yield tx
                self._mark.count(connection)
                tx.execute("COMMIT")
                committed = True
            except StorageFullError:
                # Makes room for the next attempt: a deletion, or the saver's next try.
                self._ballast.give()
                raise
            finally:
                if not committed:
                    # Versions reserved in it are not reserved any more.
                    self._versions = iter(range(0))
                if connection.in_transaction:
                    tx.execute("ROLLBACK")
            self._mark.keep(committed=committed)
            self._purge_owed = self._purge_owed or tx.deleted or not self._ballast.is_kept
            if self._purge_owed:
                self._purge()
            self._ballast.take()

    @property
    def is_whole(self) -> bool:
        """True if a full check found all, and no repair missed records."""
        return self.is_sure and repair.is_complete(self._folder)

    def _may_take(self) -> bool:
        self._ballast.take()  # it may have come to be missing while there was no room
        return self._ballast.is_kept

    def check(self) -> bool:
        """Check the whole file and repair it; False if it was damaged.

        The check takes about 1 ms for 1 MB. Opening looks for 25 ms only. Raises as opening does; then it goes on
        as it was.
        """
        with self._lock:
            connection = self.connection
            if connection.in_transaction:
                raise RuntimeError("not within a transaction")
            if repair.is_whole(connection, self.profile.id, at_most=None):
                self.use(connection, is_sure=True)
                if self.repaired is None:
                    repair.discard(self._folder)
                return self._knows_files()
            try:
                self._mend()
            except StorageFullError:
                if not self.is_open:
                    raise
                self._ballast.give()
                self._mend()
            return False

    def _mend(self) -> None:
        path = self._folder / DATABASE
        found = repair.set_damage_apart(self.connection, path, self.profile.id)
        self.connection.close()
        self._versions = iter(range(0))
        try:
            self._begin(None, found=found)
        except VaultError:
            self.use(None, is_sure=False)
            # The copy would hide what is written from now on.
            damage.withdraw(self._folder)
            self.use(connect(path, self.profile.id), is_sure=False)
            self._hold.renew()
            raise

    def _knows_files(self) -> bool:
        """True if no file shows that the store is an older copy."""
        with database_errors(self.profile.id):
            is_later, unknown = lineage.told_by_files(self.connection, self.attachments)
            if is_later:
                repair.doubt(self._folder)
                self._mark.owe()
            if unknown is not None:
                with self.transaction():
                    lineage.go_on(self.connection, unknown, is_later=is_later)
        if is_later:
            self._versions, self.repaired = iter(range(0)), lineage.what_is_there(self)
        return not is_later

    def _note(self, attachment_id: str) -> None:
        """Note a file before it is written."""
        with self._lock, database_errors(self.profile.id):
            if not kept.is_noted(self.connection, attachment_id):
                with self.transaction():
                    kept.note(self.connection, attachment_id, lineage.there(self.attachments))

    @property
    def has_set_aside(self) -> bool:
        """True if a damaged file is kept beside.

        Until it goes, no attachment is swept.
        """
        return (self._folder / repair.SET_ASIDE).exists()

    def discard_set_aside(self) -> None:
        """Let go of the damaged file and of what may be missing.

        The person agreed.
        """
        repair.forgo(self._folder)

    def close(self) -> None:
        with self._lock:
            if self.is_open:
                self._purge()
                self._shut()
            self._hold.release()

    def _shut(self) -> None:
        self.connection.close()
        self.use(None, is_sure=False)

    def _begin(self, at_most: float | None, *, found: repair.Damage | None = None) -> None:
        path = self._folder / DATABASE
        opened = repair.open_whole(path, self.profile.id, self._rows, at_most=at_most, found=found)
        self.use(opened.connection, is_sure=opened.is_whole)
        with ExitStack() as undo:
            undo.callback(opened.connection.close)
            with database_errors(self.profile.id):
                told = lineage.told_by_mark(opened, self._mark, self, self._folder / ATTACHMENTS)
            undo.pop_all()
        self._hold.renew()
        self.repaired = opened.repair or told or self.repaired

    def _next_version(self) -> int:
        version = next(self._versions, None)
        if version is None:
            self._versions = mark.reserve(self.connection, self.profile.id, _RESERVED)
            version = next(self._versions)
        return version

    def _purge(self) -> None:
        """Empty the log; on failure the next change, or closing, repeats it."""
        self._purge_owed = not empty_log(self.connection, self.profile.id)
