"""Indexes that tell something else than the table: they are caches, and hide nothing."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from services.vault import mark, repair
from tests.unit.vault.earlier import bring_back
from tests.unit.vault.test_repair import PAGE, body_of, folder, made, opened, overwrite, places_of

__all__ = ["folder"]


def look_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening has time for nothing."""

    def is_whole(
        connection: sqlite3.Connection,
        profile_id: str,
        *,
        at_most: float | None,
        pragma: str = "integrity_check",
    ) -> bool | None:
        return None if at_most is not None else look(connection, profile_id, at_most=None, pragma=pragma)

    look = repair.is_whole
    monkeypatch.setattr(repair, "is_whole", is_whole)


def roots(folder: Path, index: str) -> list[tuple[int]]:
    with closing(sqlite3.connect(folder / "records.db")) as database:
        return database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (index,)).fetchall()


def damage_index(folder: Path, kind: bytes = b"draft") -> None:
    """Damage one bit of a name: writing goes on."""
    ((root,),) = roots(folder, "record_heads")
    content = (folder / "records.db").read_bytes()
    place = content.index(kind, (root - 1) * PAGE) + 2
    overwrite(folder / "records.db", place, bytes([content[place] ^ 1]))


def test_what_a_whole_look_finds_is_repaired_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # However short the look of an opening is: damage may lie behind what it has time for.
    ((root,),) = roots(folder, "record_heads")
    overwrite(folder / "records.db", (root - 1) * PAGE, b"\x02" + bytes(PAGE - 1))
    look_briefly(monkeypatch)
    vault = opened(folder)
    assert vault.repaired is None
    assert not vault.is_whole
    # Lists that cannot be read from the index are read from the table meanwhile.
    assert len(vault.heads("draft")) == vault.count("draft") == len(vault.ids("draft")) == 60
    assert not vault.check()
    assert vault.repaired == repair.Repair(60, 0)
    with vault.transaction() as tx:
        tx.put("draft", "new", {"text": "goes on"})
    assert vault.check()
    vault.close()


def test_the_log_is_set_apart_before_it_is_written_over_the_damaged_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the log alone holds may be what a repair needs: SQLite does not look at it again once it is closed.
    ((root,),) = roots(folder, "record_state")
    overwrite(folder / "records.db", (root - 1) * PAGE, b"\x02" + bytes(PAGE - 1))
    look_briefly(monkeypatch)
    vault = opened(folder)
    with vault.transaction() as tx:
        tx.put("case", "new", {"text": "in the log alone"})
    assert (folder / "records.db-wal").stat().st_size
    assert not vault.check()
    assert (folder / repair.SET_ASIDE / "records.db-wal").stat().st_size
    assert vault.get("case", "new") == {"text": "in the log alone"}
    vault.close()


@pytest.mark.parametrize("index", ["record_heads", "record_state", "sqlite_autoindex_record_1"])
def test_an_index_that_tells_something_else_hides_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, index: str
) -> None:
    # One bit of a name in an index: SQLite's quick look finds nothing wrong with it.
    vault = opened(folder)
    before = (vault.heads("draft"), vault.due(9e9, ["waiting", "sent"]))
    vault.close()
    content = (folder / "records.db").read_bytes()
    ((root,),) = roots(folder, index)
    with closing(sqlite3.connect(folder / "records.db")) as database:
        assert database.execute("PRAGMA quick_check").fetchone() == ("ok",)
    name = b"waiting" if index == "record_state" else b"draft"
    place = content.index(name, (root - 1) * PAGE) + 2
    assert place < root * PAGE
    overwrite(folder / "records.db", place, bytes([content[place] ^ 1]))
    with closing(sqlite3.connect(folder / "records.db")) as database:
        assert database.execute("PRAGMA quick_check").fetchone() == ("ok",)
    look_briefly(monkeypatch)
    vault = opened(folder)
    for _ in range(2):
        assert (vault.heads("draft"), vault.due(9e9, ["waiting", "sent"])) == before
        assert vault.count("draft") == len(vault.ids("draft")) == 60
        assert all(vault.get("draft", str(number)) == body_of(number) for number in range(60))
        if vault.repaired is None:
            assert not vault.check()
    assert vault.repaired == repair.Repair(60, 0)
    vault.close()
    vault = opened(folder)
    assert vault.check()
    assert vault.is_whole
    vault.close()


def test_a_name_that_is_damaged_in_the_table_comes_back_from_the_index(folder: Path) -> None:
    # To take the table's word for it would lose a draft that could be opened.
    content = (folder / "records.db").read_bytes()
    vault = opened(folder)
    ((sealed,),) = vault._connection().execute("SELECT head FROM record WHERE id = '42'").fetchall()
    vault.close()
    ends = min(places_of(sealed, content), key=lambda at: content[at - 8 : at].count(b"waiting"))
    for at in places_of(sealed, content):
        if b"draft42" in content[at - 30 : at]:
            ends = at
    place = content.rindex(b"draft42", 0, ends) + 5
    overwrite(folder / "records.db", place, b"7")
    vault = opened(folder)
    assert vault.repaired == repair.Repair(60, 0)
    assert vault.get("draft", "42") == body_of(42)
    assert vault.get("draft", "7") == body_of(7)
    vault.close()


def as_earlier(folder: Path) -> None:
    """Bring a closed store into the form of schema 2."""
    bring_back(folder, 2)
    with closing(sqlite3.connect(folder / "records.db")) as database:
        database.execute("DELETE FROM counter WHERE name <> 'version'")
        database.commit()
    (folder / mark.FILE).unlink()


def test_a_store_of_an_earlier_version_loses_nothing_by_a_damaged_index(tmp_path: Path) -> None:
    # Migrating it found the rows to be sealed by the index, and one of forty was never sent.
    vault = made(tmp_path / "store")
    with vault.transaction() as tx:
        for number in range(40):
            tx.put("request", f"r{number:02}", {}, state="waiting")
    vault.close()
    as_earlier(tmp_path / "store")
    ((root,),) = roots(tmp_path / "store", "sqlite_autoindex_record_1")
    content = (tmp_path / "store" / "records.db").read_bytes()
    places = [at for at in places_of_all(b"requestr0", content) if (root - 1) * PAGE <= at < root * PAGE]
    assert len(places) == 10
    for place in places:
        shutil.copytree(tmp_path / "store", tmp_path / str(place))
        overwrite(tmp_path / str(place) / "records.db", place + 7, b"v")
        vault = opened(tmp_path / str(place))
        assert len(vault.heads("request")) == len(vault.due(9e9, ["waiting"])) == 40
        assert all(vault.get("request", f"r{number:02}") == {} for number in range(40))
        assert vault.damaged() == set()
        assert vault.repaired == repair.Repair(40, 0)
        vault.close()


def places_of_all(name: bytes, content: bytes) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(name), content)]
