"""Room kept back: given away when the disk is as good as full, put back when it is not any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.errors import StorageFullError
from services.models.person import Profile
from services.registry import KINDS
from services.vault import Vault
from services.vault.ballast import FILE, ROOMY, SIZE, TIGHT, Ballast


class Disk:
    def __init__(self) -> None:
        self.free = 10 * ROOMY

    def __call__(self) -> int:
        return self.free


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def vault(tmp_path: Path, disk: Disk) -> Vault:
    Vault.create(tmp_path, "0" * 32)
    vault = Vault(Profile("0" * 32, "Amina Benali"), tmp_path, bytes(32), KINDS)
    vault._ballast._free = disk
    return vault


def write(vault: Vault) -> None:
    with vault.transaction() as tx:
        tx.put("draft", "a", {"text": "x"})


def test_it_is_there_from_the_first_opening_and_stays(tmp_path: Path, disk: Disk) -> None:
    ballast = Ballast(tmp_path, free=disk)
    ballast.take()
    assert (tmp_path / FILE).stat().st_size == SIZE
    assert Ballast(tmp_path, free=disk).is_kept


def test_a_write_on_a_disk_that_is_as_good_as_full_gets_its_room(
    vault: Vault, disk: Disk, tmp_path: Path
) -> None:
    disk.free = TIGHT - 1
    write(vault)
    assert not (tmp_path / FILE).exists()
    assert vault.get("draft", "a") == {"text": "x"}
    vault.close()


def test_what_failed_for_want_of_room_has_it_the_next_time(vault: Vault, disk: Disk, tmp_path: Path) -> None:
    # A quota: the system says that there is room, and the write fails.
    disk.free = ROOMY - 1
    with pytest.raises(StorageFullError), vault.transaction():
        raise StorageFullError
    assert not (tmp_path / FILE).exists()
    write(vault)
    vault.close()


def test_the_room_is_for_records_and_not_for_papers(vault: Vault, disk: Disk) -> None:
    disk.free = TIGHT - 1
    write(vault)
    with pytest.raises(StorageFullError):
        vault.attachments.put("page", [b"x"])
    assert not vault.attachments.exists("page")
    disk.free = ROOMY
    write(vault)
    vault.attachments.put("page", [b"x"])
    vault.close()


def test_it_is_put_back_when_there_is_room_and_not_before(vault: Vault, disk: Disk, tmp_path: Path) -> None:
    disk.free = TIGHT - 1
    write(vault)
    disk.free = ROOMY - 1
    write(vault)
    assert not (tmp_path / FILE).exists()
    disk.free = ROOMY
    write(vault)
    assert (tmp_path / FILE).stat().st_size == SIZE
    vault.close()


def test_while_it_is_away_the_log_does_not_grow(vault: Vault, disk: Disk, tmp_path: Path) -> None:
    disk.free = TIGHT - 1
    for _ in range(20):
        write(vault)
    assert (tmp_path / "records.db-wal").stat().st_size == 0
    vault.close()


def test_a_piece_of_it_that_a_crash_left_is_none(tmp_path: Path, disk: Disk) -> None:
    (tmp_path / FILE).write_bytes(b"x")
    ballast = Ballast(tmp_path, free=disk)
    assert not ballast.is_kept
    ballast.take()
    assert (tmp_path / FILE).stat().st_size == SIZE
