"""Opening: what is not a record keeps nobody from their records, and an opening that failed lets go."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from services.errors import DamagedRecordError, VaultError
from services.vault import Vault
from services.vault.ballast import Ballast
from tests.unit.vault.test_index_damage import roots
from tests.unit.vault.test_mark import folder, opened
from tests.unit.vault.test_repair import PAGE, overwrite

__all__ = ["folder"]


def test_without_the_folder_of_the_papers_the_records_open(folder: Path) -> None:
    attachments = folder / "attachments"
    shutil.rmtree(attachments)
    for is_file in (False, True):
        if is_file:
            attachments.write_bytes(b"")
        vault = opened(folder)
        assert vault.get("document", "first") == {"name": "first"}
        assert not vault.attachments.exists("first")
        with pytest.raises((FileNotFoundError, VaultError)):
            vault.attachments.open("first")
        assert vault.attachments.sweep(set, 0.0) == []
        assert attachments.is_file() == is_file
        vault.close()
    vault = opened(folder)
    with pytest.raises(VaultError):
        vault.attachments.put("second", [b"2"])
    attachments.unlink()
    vault.attachments.put("second", [b"2"])
    assert vault.attachments.open("second").read() == b"2"
    vault.close()


def test_an_opening_that_failed_lets_go_of_the_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # At once, not only when nothing refers to the error any more.
    def take(_: Ballast) -> None:
        raise VaultError

    with monkeypatch.context() as patch:
        patch.setattr(Ballast, "take", take)
        with pytest.raises(VaultError) as caught:
            opened(folder)
    vault = opened(folder)
    assert caught.value.__traceback__ is not None
    vault.close()


@pytest.mark.parametrize("broken", ["counter", "sqlite_autoindex_record_1", "record"])
def test_damage_that_a_write_finds_is_the_vaults_error(tmp_path: Path, broken: str) -> None:
    # The saver knows no other, and the person would not be told that nothing is saved.
    Vault.create(tmp_path / "profile", "0" * 32)
    vault = opened(tmp_path / "profile")
    with vault.transaction() as tx:
        for number in range(3000):
            tx.put("draft", str(number), {"text": "x" * 300})
    vault.close()
    ((root,),) = roots(tmp_path / "profile", broken)
    vault = opened(tmp_path / "profile")
    overwrite(tmp_path / "profile" / "records.db", (root - 1) * PAGE, b"\x77")
    vault._connection().execute("PRAGMA shrink_memory")
    with pytest.raises(DamagedRecordError), vault.transaction() as tx:
        tx.put("draft", "new", {})
    assert not vault.check()
    with vault.transaction() as tx:
        tx.put("draft", "new", {})
    vault.close()
