"""A repair that found no room: what is written or put back after it is newer than its copy, and stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.errors import StorageFullError
from services.vault import Vault, damage, repair
from tests.unit.vault.test_index_damage import damage_index, look_briefly
from tests.unit.vault.test_repair import PAGE, folder, kept, opened, overwrite

__all__ = ["folder"]

Room = Callable[[int], None]


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """A count of new databases that the disk lacks room for.

    A copy has some room.
    """
    build, refusals = repair._build, iter(range(0))

    def built(*args: Any) -> None:
        if next(refusals, None) is not None:
            raise StorageFullError
        build(*args)

    def refuse(times: int) -> None:
        nonlocal refusals
        refusals = iter(range(times))

    monkeypatch.setattr(repair, "_build", built)
    return refuse


def put(vault: Vault, record_id: str) -> None:
    with vault.transaction() as tx:
        tx.put("draft", record_id, {"of": record_id})


def test_what_is_written_after_it_stays(folder: Path, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    damage_index(folder)
    look_briefly(monkeypatch)
    vault = opened(folder)
    room(2)
    with pytest.raises(StorageFullError):
        vault.check()
    put(vault, "new")
    vault.close()
    vault = opened(folder)
    assert not vault.check()
    assert vault.repaired == repair.Repair(61, 0)
    assert vault.get("draft", "new") == {"of": "new"}
    vault.close()


def test_the_room_that_is_kept_back_is_given_for_it(
    folder: Path, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage_index(folder)
    look_briefly(monkeypatch)
    vault = opened(folder)
    put(vault, "new")
    room(1)
    assert not vault.check()
    assert vault.repaired == repair.Repair(61, 0)
    vault.close()


def test_a_whole_file_that_is_put_back_after_it_is_opened(folder: Path, tmp_path: Path, room: Room) -> None:
    shutil.copy(folder / "records.db", tmp_path / "older")
    vault = opened(folder)
    put(vault, "new")
    vault.close()
    shutil.copy(folder / "records.db", tmp_path / "newer")
    shutil.copy(tmp_path / "older", folder / "records.db")
    overwrite(folder / "records.db", 0, bytes(PAGE))
    room(2)
    with pytest.raises(StorageFullError):
        opened(folder)
    assert (folder / damage.REPAIRING).exists()
    shutil.copy(tmp_path / "newer", folder / "records.db")
    vault = opened(folder)
    assert vault.repaired is None
    assert vault.get("draft", "new") == {"of": "new"}
    assert len(vault.ids("draft")) == 61
    assert not (folder / damage.REPAIRING).exists()
    vault.close()


def test_a_damaged_file_that_is_put_back_gives_what_it_has_and_the_copy_the_rest(
    folder: Path, tmp_path: Path, room: Room
) -> None:
    vault = opened(folder)
    put(vault, "new")
    vault.close()
    shutil.copy(folder / "records.db", tmp_path / "newer")
    with (tmp_path / "newer").open("r+b") as file:
        file.truncate(12 * PAGE)
    overwrite(folder / "records.db", 0, bytes(PAGE))
    room(2)
    with pytest.raises(StorageFullError):
        opened(folder)
    shutil.copy(tmp_path / "newer", folder / "records.db")
    room(2)
    with pytest.raises(StorageFullError):
        opened(folder)
    vault = opened(folder)
    assert len(kept(vault)) == 61
    assert (folder / repair.SET_ASIDE / "later" / "records.db").stat().st_size == 12 * PAGE
    assert not vault.is_whole
    vault.close()


def test_it_goes_on_where_closing_wrote_the_log_over_the_file(
    folder: Path, room: Room, tmp_path: Path
) -> None:
    # No second copy is made of what the first one holds.
    vault = opened(folder)
    put(vault, "new")
    shutil.copytree(folder, tmp_path / "killed")
    vault.close()
    damage_index(tmp_path / "killed")
    room(2)
    with pytest.raises(StorageFullError):
        opened(tmp_path / "killed")
    log = tmp_path / "killed" / "records.db-wal"
    assert not log.exists() or not log.stat().st_size
    assert len(damage.copies(tmp_path / "killed" / "records.db")) == 1
    vault = opened(tmp_path / "killed")
    assert vault.repaired == repair.Repair(61, 0)
    vault.close()
