"""A store older than its mark was put back: no attachment is swept for it, and the person learns of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from services.clock import ManualClock
from services.document_repository import DocumentRepository
from services.models.person import Profile
from services.registry import KINDS
from services.vault import Vault, mark, repair
from tests.unit.vault.test_index_damage import as_earlier, damage_index

PROFILE = Profile("0" * 32, "Amina Benali")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed store with one record and one file."""
    Vault.create(tmp_path / "profile", PROFILE.id)
    write(tmp_path / "profile", "first")
    return tmp_path / "profile"


def opened(folder: Path) -> Vault:
    return Vault(PROFILE, folder, bytes(32), KINDS)


def write(folder: Path, *names: str) -> None:
    vault = opened(folder)
    for name in names:
        vault.attachments.put(name, [name.encode()])
        with vault.transaction() as tx:
            tx.put("document", name, {"name": name})
    vault.close()


def test_a_store_that_was_put_back_is_noticed(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "records.db", tmp_path / "older")
    write(folder, "second", "third")
    shutil.copy(tmp_path / "older", folder / "records.db")
    vault = opened(folder)
    assert vault.repaired is not None
    assert not vault.is_whole
    ((version,),) = vault._connection().execute("SELECT value FROM counter WHERE name = 'version'").fetchall()
    assert version > 1_000_000
    vault.close()
    for _ in range(3):
        vault = opened(folder)
        assert vault.repaired is None
        assert vault.check()
        assert not vault.is_whole, "what was lost with it has no name"
        with vault.transaction() as tx:
            tx.put("document", "later", {})
        vault.close()


def test_a_store_that_was_put_back_is_noticed_beside_other_damage(folder: Path, tmp_path: Path) -> None:
    # Its indexes alone are damaged: what it has is complete, but it is not all that there was.
    shutil.copy(folder / "records.db", tmp_path / "older")
    write(folder, "second", "third")
    shutil.copy(tmp_path / "older", folder / "records.db")
    damage_index(folder, b"document")
    vault = opened(folder)
    assert vault.repaired == repair.Repair(1, 0)
    vault.close()
    for _ in range(2):
        vault = opened(folder)
        assert vault.check()
        assert not vault.is_whole
        vault.close()


def test_a_damaged_index_alone_is_no_older_store(folder: Path) -> None:
    damage_index(folder, b"document")
    vault = opened(folder)
    assert vault.repaired == repair.Repair(1, 0)
    vault.close()
    vault = opened(folder)
    assert vault.repaired is None
    assert vault.is_whole
    vault.close()


def test_a_log_that_was_lost_is_noticed(folder: Path, tmp_path: Path) -> None:
    # As when it alone was not brought back from a copy.
    vault = opened(folder)
    for number in range(mark.COMMITS + 2):
        with vault.transaction() as tx:
            tx.put("draft", str(number), {})
    shutil.copytree(folder, tmp_path / "killed")
    vault.close()
    (tmp_path / "killed" / "records.db-wal").unlink()
    vault = opened(tmp_path / "killed")
    assert vault.repaired is not None
    assert not vault.is_whole
    vault.close()


def lose(folder: Path, content: bytes | None = None) -> None:
    (folder / mark.FILE).unlink()
    if content is not None:
        (folder / mark.FILE).write_bytes(content)


@pytest.mark.parametrize("content", [None, b"", b"x" * 40])
def test_without_its_mark_a_store_may_have_been_put_back(
    folder: Path, tmp_path: Path, content: bytes | None
) -> None:
    # No paper goes for it, however often the store is opened and written; the person learns of it once.
    shutil.copy(folder / "records.db", tmp_path / "older")
    write(folder, "second", "third")
    shutil.copy(tmp_path / "older", folder / "records.db")
    lose(folder, content)
    vault = opened(folder)
    assert vault.repaired == repair.Repair(1, 0)
    ((version,),) = vault._connection().execute("SELECT value FROM counter WHERE name = 'version'").fetchall()
    assert version > 1_000_000
    vault.close()
    clock = ManualClock()
    for _ in range(6):
        vault = opened(folder)
        assert vault.repaired is None
        assert vault.check()
        assert not vault.is_whole
        DocumentRepository(vault, clock).sweep()
        with vault.transaction() as tx:
            tx.put("draft", "a", {})
        vault.close()
        clock.advance(4 * 86400)
    assert {path.name for path in (folder / "attachments").iterdir()} == {"first", "second", "third"}
    vault = opened(folder)
    vault.discard_set_aside()
    assert vault.is_whole
    vault.close()


def test_a_new_store_beside_files_was_put_back(folder: Path) -> None:
    (folder / "records.db").unlink()
    lose(folder)
    Vault.create(folder, PROFILE.id)
    vault = opened(folder)
    assert vault.repaired == repair.Repair(0, 0)
    assert not vault.is_whole
    vault.close()


def test_a_store_of_an_earlier_version_has_no_mark_and_may_have_junk(folder: Path) -> None:
    # It was looked at whole before it was migrated: what a crash left behind can go.
    vault = opened(folder)
    vault.attachments.put("junk", [b"of a crash"])
    vault.close()
    as_earlier(folder)
    for _ in range(2):
        vault = opened(folder)
        assert vault.repaired is None
        assert vault.is_whole
        vault.close()


def test_a_mark_that_cannot_be_read_keeps_nobody_out(folder: Path) -> None:
    # Something else in its place, a bad sector, no right to read it.
    lose(folder)
    (folder / mark.FILE).mkdir()
    for is_first in (True, False, False):
        vault = opened(folder)
        assert vault.get("document", "first") == {"name": "first"}
        assert (vault.repaired is not None) == is_first
        assert not vault.is_whole
        with vault.transaction() as tx:
            tx.put("draft", "a", {})
        vault.close()


def test_an_older_mark_is_no_trouble(folder: Path, tmp_path: Path) -> None:
    # As after a crash between the transaction and its mark.
    shutil.copy(folder / mark.FILE, tmp_path / "older")
    write(folder, "second")
    shutil.copy(tmp_path / "older", folder / mark.FILE)
    vault = opened(folder)
    assert vault.repaired is None
    assert vault.is_whole
    vault.close()


def test_a_mark_of_another_profile_is_none(folder: Path, tmp_path: Path) -> None:
    other = Profile("1" * 32, "Yacine Benali")
    Vault.create(tmp_path / "other", other.id)
    vault = Vault(other, tmp_path / "other", bytes(32), KINDS)
    with vault.transaction() as tx:
        tx.put("draft", "a", {})
    vault.close()
    shutil.copy(tmp_path / "other" / mark.FILE, folder / mark.FILE)
    assert opened(folder).repaired is not None
