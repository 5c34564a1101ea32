"""A damaged database: what can be read of it is there again, what was deleted stays deleted."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import DamagedRecordError, ProfileInUseError
from services.models.person import Profile
from services.vault import Vault, repair, salvage

PAGE = 4096
PROFILE = Profile("0" * 32, "Amina Benali")
GONE = "secret-that-was-deleted"


def opened(folder: Path) -> Vault:
    return Vault(PROFILE, folder, bytes(32))


def made(folder: Path) -> Vault:
    Vault.create(folder, PROFILE.id)
    return opened(folder)


def body_of(number: int) -> dict[str, object]:
    return {"number": number, "text": "x" * (number * 397 % 14_000)}


def fill(vault: Vault, count: int = 60) -> None:
    for number in range(count):
        with vault.transaction() as tx:
            tx.put("draft", str(number), body_of(number), head={"number": number}, state="waiting")
    with vault.transaction() as tx:
        tx.put("draft", GONE, {"text": GONE * 400})
    with vault.transaction() as tx:
        tx.delete("draft", GONE)
        tx.set_state("draft", "7", "sent", attempts=3, not_before=1.5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed store with sixty records, some of them on many pages."""
    folder = tmp_path / "profile"
    vault = made(folder)
    fill(vault)
    vault.close()
    return folder


def kept(vault: Vault) -> dict[str, object]:
    found: dict[str, object] = {}
    for record_id in vault.ids("draft"):
        try:
            found[record_id] = vault.get("draft", record_id)
        except DamagedRecordError:
            continue
    return found


def overwrite(path: Path, at: int, with_: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(with_)


def test_whatever_page_is_lost_all_else_is_there(folder: Path, tmp_path: Path) -> None:
    chance = random.Random(1)
    pages = (folder / "records.db").stat().st_size // PAGE
    repaired = 0
    for page in [0, *chance.sample(range(1, pages), 11)]:
        copy = tmp_path / str(page)
        shutil.copytree(folder, copy)
        overwrite(copy / "records.db", page * PAGE, chance.randbytes(PAGE))
        vault = opened(copy)
        found = kept(vault)
        repaired += vault.repaired is not None
        # One page holds a few small records, or a piece of one that is large.
        assert len(found) >= 60 - 12
        assert found.items() <= {str(number): body_of(number) for number in range(60)}.items()
        assert GONE not in vault.ids("draft")
        with vault.transaction() as tx:
            tx.put("draft", "new", {"text": "goes on"})
        vault.close()
        shutil.rmtree(copy)
    assert repaired >= 3


def test_without_its_first_page_nothing_is_missing(folder: Path) -> None:
    overwrite(folder / "records.db", 0, bytes(PAGE))
    vault = opened(folder)
    assert vault.repaired == repair.Repair(kept=60, damaged=0)
    assert kept(vault) == {str(number): body_of(number) for number in range(60)}
    (seventh,) = [head for head in vault.heads("draft") if head.id == "7"]
    assert (seventh.state, seventh.attempts, seventh.not_before) == ("sent", 3, 1.5)
    assert [head.id for head in vault.heads("draft")] == [str(number) for number in reversed(range(60))]
    vault.close()


def test_what_stands_in_the_log_alone_is_kept(tmp_path: Path) -> None:
    """As after a kill: the newest writes are not in the file yet."""
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


def logged(tmp_path: Path, count: int = 4) -> Path:
    """As after a kill: `count` transactions stand in the log alone."""
    vault = made(tmp_path / "open")
    for number in range(count):
        with vault.transaction() as tx:
            tx.put("draft", "a", {"number": number})
            tx.put("draft", f"b{number}", {})
    shutil.copytree(tmp_path / "open", tmp_path / "killed")
    vault.close()
    return tmp_path / "killed"


FRAME = 24 + PAGE


def test_a_log_that_was_cut_counts_up_to_its_last_whole_transaction(tmp_path: Path) -> None:
    """As SQLite has it: what follows was never acknowledged."""
    folder = logged(tmp_path)
    log = folder / "records.db-wal"
    log.write_bytes(log.read_bytes()[: -FRAME // 2])
    vault = opened(folder)
    assert vault.repaired is None
    assert vault.get("draft", "a") == {"number": 2}
    vault.close()


@pytest.mark.parametrize("place", [0, 8, 17, 25, 32 + 1, 32 + 9, 32 + 17, 32 + 24 + 100, 32 + 3 * FRAME + 30])
def test_a_log_that_was_damaged_loses_nothing_that_comes_after(tmp_path: Path, place: int) -> None:
    """SQLite passes over it without a word: header, salts, checksums or content of an early frame."""
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


def places_of(sealed: bytes, content: bytes) -> list[int]:
    """In the table and in the index that lists read."""
    first = content.index(sealed)
    return [first, content.index(sealed, first + 1)]


@pytest.mark.parametrize("spoiled", [0, 1])
def test_a_head_that_is_spoiled_in_one_place_is_read_from_the_other(folder: Path, spoiled: int) -> None:
    file = folder / "records.db"
    vault = opened(folder)
    ((sealed,),) = vault._connection().execute("SELECT head FROM record WHERE id = '5'").fetchall()
    vault.close()
    overwrite(file, places_of(sealed, file.read_bytes())[spoiled] + 20, b"\0\0\0\0")
    vault = opened(folder)
    assert [head["number"] for _, head in vault.listing("draft")] == [*range(60)][::-1]
    assert vault.damaged() == set()
    vault.close()


def test_a_record_that_does_not_open_keeps_its_name(folder: Path) -> None:
    """So that its attachment is not swept, and the person can be told."""
    file = folder / "records.db"
    content = file.read_bytes()
    vault = opened(folder)
    ((sealed,),) = vault._connection().execute("SELECT head FROM record WHERE id = '5'").fetchall()
    vault.close()
    for place in places_of(sealed, content):
        overwrite(file, place + 20, b"\0\0\0\0")
    overwrite(file, 0, bytes(PAGE))
    vault = opened(folder)
    assert vault.repaired == repair.Repair(kept=59, damaged=1)
    assert "5" in vault.ids("draft")
    vault.heads("draft")
    assert vault.damaged() == {("draft", "5")}
    vault.close()


def test_the_damaged_file_is_kept_until_the_next_opening_finds_all_well(folder: Path) -> None:
    overwrite(folder / "records.db", 0, bytes(PAGE))
    vault = opened(folder)
    assert vault.has_set_aside
    assert not vault.is_whole
    vault.close()
    vault = opened(folder)
    assert vault.repaired is None
    assert not vault.has_set_aside
    # A record that nothing names any more may have been lost with the page.
    assert not vault.is_whole
    vault.discard_set_aside()
    assert vault.is_whole
    vault.close()


def test_the_person_can_let_go_of_it_at_once(folder: Path) -> None:
    overwrite(folder / "records.db", 0, bytes(PAGE))
    vault = opened(folder)
    vault.discard_set_aside()
    assert not vault.has_set_aside
    assert vault.get("draft", "1") == body_of(1)
    vault.close()


def test_a_file_in_which_nothing_can_be_read_is_left_as_it_is(folder: Path) -> None:
    noise = random.Random(2).randbytes(40 * PAGE)
    (folder / "records.db").write_bytes(noise)
    for _ in range(2):
        with pytest.raises(DamagedRecordError) as caught:
            opened(folder)
        assert (caught.value.kind, caught.value.id) == ("profile", PROFILE.id)
        assert (folder / "records.db").read_bytes() == noise
        assert not (folder / repair.REPAIRING).exists()


def test_versions_go_on_beyond_the_lost_ones(folder: Path) -> None:
    vault = opened(folder)
    ((before,),) = vault._connection().execute("SELECT max(version) FROM record").fetchall()
    vault.close()
    overwrite(folder / "records.db", 0, bytes(PAGE))
    vault = opened(folder)
    with vault.transaction() as tx:
        tx.put("draft", "new", {})
    ((after,),) = vault._connection().execute("SELECT max(version) FROM record").fetchall()
    assert after > before + 60
    vault.close()


def test_a_look_at_all_of_it(folder: Path) -> None:
    vault = opened(folder)
    assert vault.check()
    vault._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ((root,),) = vault._connection().execute("SELECT rootpage FROM sqlite_master WHERE name = 'record_heads'")
    overwrite(folder / "records.db", (root - 1) * PAGE, b"\x02" + bytes(PAGE - 1))
    vault.close()
    vault = opened(folder)
    assert vault.repaired == repair.Repair(60, 0)
    assert vault.check()
    vault.close()


def test_opening_looks_for_so_long_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = opened(folder)
    assert repair.is_whole(vault._connection(), PROFILE.id, at_most=-1.0) is None
    assert repair.is_whole(vault._connection(), PROFILE.id, at_most=60.0) is True
    monkeypatch.setattr(repair, "CHECK_AT_MOST", -1.0)
    vault.close()
    vault = opened(folder)
    assert vault.repaired is None
    vault.close()


def test_what_a_whole_look_finds_is_repaired_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However short the look of an opening is: damage may lie behind what it has time for."""
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


@pytest.mark.parametrize("index", ["record_heads", "record_state", "sqlite_autoindex_record_1"])
def test_an_index_that_tells_something_else_hides_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, index: str
) -> None:
    """One bit of a name in an index: SQLite's quick look finds nothing wrong with it."""
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
    """To take the table's word for it would lose a draft that could be opened."""
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


def test_a_profile_that_is_in_use_is_not_taken_for_damaged(folder: Path) -> None:
    vault = opened(folder)
    with pytest.raises(ProfileInUseError):
        opened(folder)
    assert not (folder / repair.REPAIRING).exists()
    vault.close()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_file_gives_rows_or_none_and_ends(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Noise, and a real file with noise in it."""
    global SOUND
    if not SOUND:
        folder = tmp_path_factory.mktemp("sound") / "profile"
        vault = made(folder)
        fill(vault, 6)
        SOUND = ((folder / "records.db").read_bytes(), (folder / "records.db-wal").read_bytes())
        vault.close()
    folder = tmp_path_factory.mktemp("noise")
    for name, sound in zip(("records.db", "records.db-wal"), SOUND, strict=True):
        content = bytearray(data.draw(st.sampled_from([sound, sound[:9000], b""])))
        for _ in range(data.draw(st.integers(0, 6))):
            at = data.draw(st.integers(0, max(0, len(content) - 1)))
            noise = data.draw(st.binary(min_size=1, max_size=12))
            content[at : at + len(noise)] = noise
        (folder / name).write_bytes(content)
    for row in salvage.rows(folder / "records.db"):
        assert isinstance(row, salvage.Row)
    shutil.rmtree(folder)


SOUND: tuple[bytes, ...] = ()
