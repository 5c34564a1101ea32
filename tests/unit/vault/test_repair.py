"""A damaged database: what can be read of it is there again, what was deleted stays deleted."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import DamagedRecordError, ProfileInUseError
from services.models.person import Profile
from services.registry import KINDS
from services.vault import Vault, damage, repair, salvage
from tests.examples import examples

PAGE = 4096
PROFILE = Profile("0" * 32, "Amina Benali")
GONE = "secret-that-was-deleted"


def opened(folder: Path) -> Vault:
    return Vault(PROFILE, folder, bytes(32), KINDS)


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


def places_of(sealed: bytes, content: bytes) -> list[int]:
    """Return where a head is: in the table, in the index."""
    first = content.index(sealed)
    return [first, content.index(sealed, first + 1)]


@pytest.mark.parametrize("spoiled", [0, 1])
def test_a_head_that_is_spoiled_in_one_place_is_read_from_the_other(folder: Path, spoiled: int) -> None:
    file = folder / "records.db"
    vault = opened(folder)
    ((sealed,),) = vault.connection.execute("SELECT head FROM record WHERE id = '5'").fetchall()
    vault.close()
    overwrite(file, places_of(sealed, file.read_bytes())[spoiled] + 20, b"\0\0\0\0")
    vault = opened(folder)
    assert [head["number"] for _, head in vault.listing("draft")] == [*range(60)][::-1]
    assert vault.damaged() == set()
    vault.close()


def test_a_record_that_does_not_open_keeps_its_name(folder: Path) -> None:
    # So that its attachment is not swept, and the person can be told.
    file = folder / "records.db"
    content = file.read_bytes()
    vault = opened(folder)
    ((sealed,),) = vault.connection.execute("SELECT head FROM record WHERE id = '5'").fetchall()
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
        assert not (folder / damage.REPAIRING).exists()


def test_versions_go_on_beyond_the_lost_ones(folder: Path) -> None:
    vault = opened(folder)
    ((before,),) = vault.connection.execute("SELECT max(version) FROM record").fetchall()
    vault.close()
    overwrite(folder / "records.db", 0, bytes(PAGE))
    vault = opened(folder)
    with vault.transaction() as tx:
        tx.put("draft", "new", {})
    ((after,),) = vault.connection.execute("SELECT max(version) FROM record").fetchall()
    assert after > before + 60
    vault.close()


def test_a_look_at_all_of_it(folder: Path) -> None:
    vault = opened(folder)
    assert vault.check()
    vault.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ((root,),) = vault.connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'record_heads'")
    overwrite(folder / "records.db", (root - 1) * PAGE, b"\x02" + bytes(PAGE - 1))
    vault.close()
    vault = opened(folder)
    assert vault.repaired == repair.Repair(60, 0)
    assert vault.check()
    vault.close()


def test_opening_looks_for_so_long_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = opened(folder)
    assert repair.is_whole(vault.connection, PROFILE.id, at_most=-1.0) is None
    assert repair.is_whole(vault.connection, PROFILE.id, at_most=60.0) is True
    monkeypatch.setattr(repair, "CHECK_AT_MOST", -1.0)
    vault.close()
    vault = opened(folder)
    assert vault.repaired is None
    vault.close()


def test_a_profile_that_is_in_use_is_not_taken_for_damaged(folder: Path) -> None:
    vault = opened(folder)
    with pytest.raises(ProfileInUseError):
        opened(folder)
    assert not (folder / damage.REPAIRING).exists()
    vault.close()


@settings(max_examples=examples(60))
@given(data=st.data())
def test_any_file_gives_rows_or_none_and_ends(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    # Noise, and a real file with noise in it.
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
        assert isinstance(row, salvage.SalvagedRow)
    shutil.rmtree(folder)


SOUND: tuple[bytes, ...] = ()
