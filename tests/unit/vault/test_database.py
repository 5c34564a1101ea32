from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from services.errors import DamagedRecordError, ProfileInUseError, StoreTooNewError, VaultError
from services.vault import ProfileStore, Vault, reader
from services.vault.database import MIGRATIONS, connect, create, database_errors
from tests.unit.vault.earlier import bring_back


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database may be."""
    return tmp_path / "records.db"


@pytest.fixture
def made(path: Path) -> Path:
    """An empty database of the newest schema."""
    create(path, "p")
    return path


def schema_of(path: Path, version: int) -> None:
    """Make a file of an earlier version."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        for statements in MIGRATIONS[:version]:
            for statement in statements:
                database.execute(statement)
        database.execute(f"PRAGMA user_version={version}")


def test_nothing_acknowledged_is_lost_at_a_power_cut(made: Path) -> None:
    # What WAL and FULL are for (measured with real power cuts); here that they are really in force.
    with closing(connect(made, "p")) as connection:
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete", "locking_mode")
        }
        assert settings == {
            "journal_mode": "wal",
            "synchronous": 2,
            "secure_delete": 1,
            "locking_mode": "exclusive",
        }


def test_the_schema_is_numbered(made: Path) -> None:
    connect(made, "p").close()
    with closing(sqlite3.connect(made)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert database.execute("PRAGMA application_id").fetchone() == (0x51524942,)


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_a_file_of_each_earlier_version_becomes_the_newest(path: Path, version: int) -> None:
    schema_of(path, version)
    connect(path, "p").close()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert database.execute("SELECT count(*) FROM record").fetchone() == (0,)


@pytest.mark.parametrize("content", [None, b"", b"\0", bytes(4096), bytes(40960)])
def test_what_is_missing_or_empty_is_damage_and_never_new(path: Path, content: bytes | None) -> None:
    log = path.with_name("records.db-wal")
    log.write_bytes(b"what SQLite would delete beside an empty file")
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DamagedRecordError) as caught:
        connect(path, "p")
    assert (caught.value.kind, caught.value.id) == ("profile", "p")
    assert log.exists()
    assert path.read_bytes() == content if content is not None else not path.exists()


def test_nothing_is_made_over_a_file_that_is_there(made: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(VaultError):
        create(made, "p")
    assert made.read_bytes() == before


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
@pytest.mark.parametrize("bit", range(8))
def test_a_number_of_the_schema_that_is_not_its_own_is_damage(path: Path, version: int, bit: int) -> None:
    # Neither is a migration done twice, nor is the person told of a newer version.
    schema_of(path, version)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(f"PRAGMA user_version={version ^ 1 << bit}")
    with pytest.raises(DamagedRecordError):
        connect(path, "p")


def test_a_newer_version_may_change_what_is_stored_alone(made: Path) -> None:
    with closing(sqlite3.connect(made, isolation_level=None)) as database:
        database.execute("UPDATE counter SET value = 99 WHERE name = 'schema'")
        database.execute("PRAGMA user_version=99")
    with pytest.raises(StoreTooNewError):
        connect(made, "p")


def test_records_of_an_earlier_version_open_and_list_as_they_did(
    profiles: ProfileStore, tmp_path: Path
) -> None:
    vault = profiles.open(profiles.create("Amina Benali").id)
    with vault.transaction() as tx:
        for record_id in "abc":
            tx.put("draft", record_id, {"of": record_id}, head={"name": record_id}, state="waiting")
        tx.set_state("draft", "a", "held", attempts=2, not_before=7.5)
    before = vault.heads("draft")
    vault.close()
    bring_back(tmp_path / "profiles" / vault.profile.id, 1)
    vault = profiles.open(vault.profile.id)
    assert vault.heads("draft") == before
    assert [*vault.listing("draft")] == [(record_id, {"name": record_id}) for record_id in "cba"]
    assert vault.get("draft", "b") == {"of": "b"}
    assert [head.id for head in vault.due(9.0, ["waiting", "held"])] == ["a", "b", "c"]
    vault.close()


def test_a_list_reads_no_page_of_a_body(vault: Vault) -> None:
    for query in (
        reader._HEADS + "WHERE kind = ? ORDER BY version DESC",
        reader._LISTING.replace("LIMIT ?", ""),
    ):
        plan = f"EXPLAIN QUERY PLAN {query.replace('{record}', reader.FROM_INDEX)}"
        ((*_, how),) = vault._connection().execute(plan, ("draft",))
        assert "USING COVERING INDEX record_heads" in how


def test_a_migration_that_fails_leaves_the_earlier_version(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (*MIGRATIONS, ("CREATE TABLE half (a)", "this is no statement"))
    monkeypatch.setattr("services.vault.database.MIGRATIONS", broken)
    with pytest.raises(VaultError):
        connect(made, "p")
    with closing(sqlite3.connect(made)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert database.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchone() is None


def test_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version=999")
    before = path.read_bytes()
    with pytest.raises(StoreTooNewError) as caught:
        connect(path, "p")
    assert caught.value.version == 999
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    assert len(path.read_bytes()) == len(before)


@pytest.mark.parametrize("content", [b"no database at all" * 400, b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_file_that_is_no_database_any_more(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(DamagedRecordError) as caught:
        connect(path, "p")
    assert (caught.value.kind, caught.value.id) == ("profile", "p")
    assert path.read_bytes() == content


def test_it_is_open_once(made: Path) -> None:
    with closing(connect(made, "p")), pytest.raises(ProfileInUseError):
        connect(made, "p")
    connect(made, "p").close()


def test_only_this_user_may_read(made: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no such rights; the folder of the user protects")
    with closing(connect(made, "p")) as connection:
        connection.execute("INSERT INTO counter VALUES ('x', 1)")
        assert {file.stat().st_mode & 0o777 for file in made.parent.iterdir()} == {0o600}


def test_a_mistake_in_a_statement_is_no_error_of_the_disk(made: Path) -> None:
    with (
        closing(connect(made, "p")) as connection,
        pytest.raises(sqlite3.ProgrammingError),
        database_errors("p"),
    ):
        connection.execute("SELECT ?", ())


def test_deleted_text_leaves_the_log(vault: Vault, tmp_path: Path) -> None:
    # `secure_delete` alone leaves it there until the log is overwritten.
    with vault.transaction() as tx:
        tx.put("draft", "1", {"text": "x" * 5000})
    folder = tmp_path / "profiles" / vault.profile.id
    log = folder / "records.db-wal"
    (piece,) = vault._connection().execute("SELECT substr(body, 1, 64) FROM record").fetchone()
    assert piece in log.read_bytes()
    with vault.transaction() as tx:
        tx.delete("draft", "1")
    assert log.stat().st_size == 0
    assert all(piece not in file.read_bytes() for file in folder.glob("records.db*"))


def test_closing_leaves_one_file(profiles: ProfileStore, tmp_path: Path) -> None:
    vault = profiles.open(profiles.create("Amina Benali").id)
    with vault.transaction() as tx:
        tx.put("draft", "1", {})
    vault.close()
    names = [path.name for path in (tmp_path / "profiles" / vault.profile.id).glob("records*")]
    assert names == ["records.db"]
