"""One who can write to the database but has no key: what they change is seen, what they leave opens."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from services.errors import DamagedRecordError
from services.vault import InMemoryKeystore, ProfileStore, Vault

Reopen = Callable[[], Vault]


class Tampered:
    """A profile that can be closed, changed behind its back, and opened again."""

    def __init__(self, profiles: ProfileStore, home: Path, name: str) -> None:
        self._profiles = profiles
        self.id = profiles.create(name).id
        self.path = home / "profiles" / self.id / "records.db"
        self.vault = profiles.open(self.id)

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        self.vault.close()
        with closing(sqlite3.connect(self.path)) as database:
            yield database
            database.commit()
        self.vault = self._profiles.open(self.id)

    def reopen(self) -> None:
        self.vault.close()
        self.vault = self._profiles.open(self.id)

    def put(self, kind: str, record_id: str, text: str) -> None:
        with self.vault.transaction() as tx:
            tx.put(kind, record_id, {"body": text}, head={"head": text})

    def row(self, record_id: str) -> tuple[int, bytes, bytes]:
        with self.changing() as database:
            query = "SELECT version, head, body FROM record WHERE id = ?"
            found: tuple[int, bytes, bytes] = database.execute(query, (record_id,)).fetchone()
            return found

    def is_damaged(self, record_id: str, kind: str = "draft") -> None:
        """Check that a record is withheld, and all others are not."""
        with pytest.raises(DamagedRecordError) as caught:
            self.vault.get(kind, record_id)
        assert (caught.value.kind, caught.value.id) == (kind, record_id)
        assert (kind, record_id) in self.vault.damaged()
        assert record_id in self.vault.ids(kind)


@pytest.fixture
def amina(profiles: ProfileStore, tmp_path: Path) -> Iterator[Tampered]:
    tampered = Tampered(profiles, tmp_path, "Amina Benali")
    for record_id in ("a", "b", "whole"):
        tampered.put("draft", record_id, record_id)
    yield tampered
    tampered.vault.close()


@pytest.mark.parametrize("column", ["head", "body"])
@pytest.mark.parametrize("place", [0, 11, 12, 20, -1])
def test_a_flipped_bit(amina: Tampered, column: str, place: int) -> None:
    with amina.changing() as database:
        (sealed,) = database.execute(f"SELECT {column} FROM record WHERE id = 'a'").fetchone()
        changed = bytearray(sealed)
        changed[place] ^= 1
        database.execute(f"UPDATE record SET {column} = ? WHERE id = 'a'", (bytes(changed),))
    listed = [head.id for head in amina.vault.heads("draft")]
    if column == "head":
        assert listed == ["whole", "b"]
        assert amina.vault.damaged() == {("draft", "a")}
    else:
        assert listed == ["whole", "b", "a"]
        amina.is_damaged("a")
    assert amina.vault.get("draft", "whole") == {"body": "whole"}


@pytest.mark.parametrize("sealed", [b"", b"\0" * 27, b"\0" * 28])
def test_a_column_cut_short(amina: Tampered, sealed: bytes) -> None:
    with amina.changing() as database:
        database.execute("UPDATE record SET body = ?, head = ? WHERE id = 'a'", (sealed, sealed))
    assert [head.id for head in amina.vault.heads("draft")] == ["whole", "b"]
    amina.is_damaged("a")


def test_two_rows_swapped(amina: Tampered) -> None:
    with amina.changing() as database:
        database.execute("UPDATE record SET id = 'x' WHERE id = 'a'")
        database.execute("UPDATE record SET id = 'a' WHERE id = 'b'")
        database.execute("UPDATE record SET id = 'b' WHERE id = 'x'")
    assert [head.id for head in amina.vault.heads("draft")] == ["whole"]
    amina.is_damaged("a")
    amina.is_damaged("b")


def test_a_row_passed_off_as_another_kind(amina: Tampered) -> None:
    with amina.changing() as database:
        database.execute("UPDATE record SET kind = 'request' WHERE id = 'a'")
    assert amina.vault.heads("request") == []
    amina.is_damaged("a", "request")


def test_head_and_body_exchanged(amina: Tampered) -> None:
    with amina.changing() as database:
        database.execute("UPDATE record SET head = body, body = head WHERE id = 'a'")
    assert [head.id for head in amina.vault.heads("draft")] == ["whole", "b"]
    amina.is_damaged("a")


def test_an_old_body_under_a_new_head(amina: Tampered) -> None:
    _, _, old_body = amina.row("a")
    amina.put("draft", "a", "newer")
    with amina.changing() as database:
        database.execute("UPDATE record SET body = ? WHERE id = 'a'", (old_body,))
    amina.is_damaged("a")


def test_an_old_row_passed_off_as_the_newest(amina: Tampered) -> None:
    version, old_head, old_body = amina.row("a")
    amina.put("draft", "a", "newer")
    with amina.changing() as database:
        database.execute("UPDATE record SET head = ?, body = ? WHERE id = 'a'", (old_head, old_body))
    assert amina.row("a")[0] > version
    assert [head.id for head in amina.vault.heads("draft")] == ["whole", "b"]
    amina.is_damaged("a")


def test_a_deleted_row_passed_off_as_its_successor(amina: Tampered) -> None:
    # A version is never used again, not even by a record of the same name after deletion and restart.
    _, old_head, old_body = amina.row("whole")
    with amina.vault.transaction() as tx:
        tx.delete("draft", "whole")
    amina.reopen()
    amina.put("draft", "whole", "its successor")
    with amina.changing() as database:
        database.execute("UPDATE record SET head = ?, body = ? WHERE id = 'whole'", (old_head, old_body))
    amina.is_damaged("whole")


def test_a_version_that_was_rolled_back_is_not_used_twice(amina: Tampered) -> None:
    # Versions are reserved by the thousand, within a transaction: rolled back, they are not reserved.
    amina.reopen()
    with contextlib.suppress(KeyError), amina.vault.transaction() as tx:
        tx.put("draft", "lost", {})
        raise KeyError
    amina.put("draft", "a", "before")
    before = amina.row("a")
    amina.put("draft", "a", "after")
    assert amina.row("a")[0] > before[0]
    for record_id in ("a", "b", "whole"):
        amina.reopen()
        amina.put("draft", record_id, "again")
    assert len({amina.row(record_id)[0] for record_id in ("a", "b", "whole")} | {before[0]}) == 4


def test_a_row_of_another_profile(amina: Tampered, profiles: ProfileStore, tmp_path: Path) -> None:
    other = Tampered(profiles, tmp_path, "Yacine Benali")
    other.put("draft", "a", "his")
    with other.changing() as database:
        stolen = database.execute("SELECT * FROM record WHERE id = 'a'").fetchone()
    with amina.changing() as database:
        database.execute("DELETE FROM record WHERE id = 'a'")
        database.execute(f"INSERT INTO record VALUES ({','.join('?' * len(stolen))})", stolen)
    amina.is_damaged("a")
    assert other.vault.get("draft", "a") == {"body": "his"}
    other.vault.close()


def test_a_whole_database_of_another_profile(
    amina: Tampered, profiles: ProfileStore, tmp_path: Path, keystore: InMemoryKeystore
) -> None:
    other = Tampered(profiles, tmp_path, "Yacine Benali")
    other.vault.close()
    with amina.changing():
        other.path.write_bytes(amina.path.read_bytes())
    vault = profiles.open(other.id)
    assert vault.heads("draft") == []
    assert vault.damaged() == {("draft", "a"), ("draft", "b"), ("draft", "whole")}
    vault.close()
    assert set(keystore.secrets) == {amina.id, other.id}


def test_a_damaged_record_can_be_written_anew_or_deleted(amina: Tampered) -> None:
    with amina.changing() as database:
        database.execute("UPDATE record SET body = x'00', head = x'00' WHERE id IN ('a', 'b')")
    with pytest.raises(DamagedRecordError), amina.vault.transaction() as tx:
        tx.put("draft", "a", {"body": "its head would be lost"})
    amina.put("draft", "a", "new")
    with amina.vault.transaction() as tx:
        tx.delete("draft", "b")
    assert amina.vault.get("draft", "a") == {"body": "new"}
    assert [head.id for head in amina.vault.heads("draft")] == ["a", "whole"]


def test_a_damaged_record_blocks_no_other_that_is_due(amina: Tampered) -> None:
    with amina.vault.transaction() as tx:
        tx.set_state("draft", "a", "waiting")
        tx.set_state("draft", "b", "waiting")
    with amina.changing() as database:
        database.execute("UPDATE record SET head = x'00' WHERE id = 'a'")
    assert [head.id for head in amina.vault.due(0, ["waiting"])] == ["b"]
    assert amina.vault.damaged() == {("draft", "a")}
