"""A damaged write-ahead log: SQLite passes over what comes after, this store does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.vault.test_repair import PAGE, fill, kept, made, opened, overwrite

FRAME = 24 + PAGE


def logged(tmp_path: Path, count: int = 4) -> Path:
    """Keep `count` transactions in the log alone, as a kill does."""
    vault = made(tmp_path / "open")
    for number in range(count):
        with vault.transaction() as tx:
            tx.put("draft", "a", {"number": number})
            tx.put("draft", f"b{number}", {})
    shutil.copytree(tmp_path / "open", tmp_path / "killed")
    vault.close()
    return tmp_path / "killed"


def test_a_log_that_was_cut_counts_up_to_its_last_whole_transaction(tmp_path: Path) -> None:
    # As SQLite has it: what follows was never acknowledged.
    folder = logged(tmp_path)
    log = folder / "records.db-wal"
    log.write_bytes(log.read_bytes()[: -FRAME // 2])
    vault = opened(folder)
    assert vault.repaired is None
    assert vault.get("draft", "a") == {"number": 2}
    vault.close()


@pytest.mark.parametrize("place", [0, 8, 17, 25, 32 + 1, 32 + 9, 32 + 17, 32 + 24 + 100, 32 + 3 * FRAME + 30])
def test_a_log_that_was_damaged_loses_nothing_that_comes_after(tmp_path: Path, place: int) -> None:
    # SQLite passes over it without a word: header, salts, checksums or content of an early frame.
    folder = logged(tmp_path)
    log = folder / "records.db-wal"
    content = bytearray(log.read_bytes())
    content[place] ^= 4
    log.write_bytes(content)
    vault = opened(folder)
    assert vault.repaired is not None
    assert vault.get("draft", "a") == {"number": 3}
    assert {"b1", "b2", "b3"} <= vault.ids("draft")
    assert not vault.is_whole
    vault.close()


def test_a_database_that_is_lost_beside_its_log_is_read_from_the_log(tmp_path: Path) -> None:
    for name, content in (("away", None), ("empty", b"")):
        folder = logged(tmp_path / name)
        (folder / "records.db").unlink()
        if content is not None:
            (folder / "records.db").write_bytes(content)
        vault = opened(folder)
        assert vault.repaired is not None
        assert vault.get("draft", "a") == {"number": 3}
        vault.close()


def test_an_older_log_put_back_hides_nothing(tmp_path: Path) -> None:
    folder = logged(tmp_path)
    older = (folder / "records.db-wal").read_bytes()
    vault = opened(folder)
    for number in range(30):
        with vault.transaction() as tx:
            tx.put("draft", f"new{number}", {"text": "x" * 3000})
    vault.close()
    (folder / "records.db-wal").write_bytes(older)
    vault = opened(folder)
    assert vault.repaired is not None
    assert {f"new{number}" for number in range(30)} <= vault.ids("draft")
    vault.close()


def test_what_stands_in_the_log_alone_is_kept(tmp_path: Path) -> None:
    # As after a kill: the newest writes are not in the file yet.
    vault = made(tmp_path / "open")
    fill(vault, 5)
    with vault.transaction() as tx:
        tx.put("draft", "3", {"text": "newest"})
    shutil.copytree(tmp_path / "open", tmp_path / "killed")
    vault.close()
    overwrite(tmp_path / "killed" / "records.db", 0, bytes(PAGE))
    found = opened(tmp_path / "killed")
    assert found.get("draft", "3") == {"text": "newest"}
    assert len(kept(found)) == 5
    found.close()
