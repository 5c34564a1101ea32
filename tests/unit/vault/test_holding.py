"""A database that is open stays locked against other processes, whatever this one does beside it."""

from __future__ import annotations

import gc
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from services.errors import ProfileInUseError
from services.registry import KINDS
from services.vault import ProfileStore, Vault, damage, holding, salvage
from services.vault.database import DATABASE
from tests.memory_keystore import InMemoryKeystore
from tests.unit.vault.test_index_damage import damage_index, look_briefly
from tests.unit.vault.test_mark import PROFILE, folder, opened

__all__ = ["folder"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks belong to a handle there")

ASKS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
except sqlite3.OperationalError as error:
    sys.exit(error.sqlite_errorcode & 0xFF)
"""


def is_locked(folder: Path) -> bool:
    """True if another process is kept out."""
    asked = subprocess.run([sys.executable, "-S", "-c", ASKS, str(folder / DATABASE)], check=False)
    assert asked.returncode in (0, sqlite3.SQLITE_BUSY)
    return asked.returncode != 0


def descriptors(file: Path) -> int:
    """Count the descriptors of this process that lead to it."""
    found = file.stat()
    count = 0
    for name in Path("/dev/fd").iterdir():
        try:
            each = os.fstat(int(name.name))
        except OSError:
            continue
        count += (each.st_dev, each.st_ino) == (found.st_dev, found.st_ino)
    return count


def test_a_second_opening_leaves_the_first_its_lock(folder: Path) -> None:
    with closing(opened(folder)):
        assert is_locked(folder)
        with pytest.raises(ProfileInUseError):
            opened(folder)
        assert is_locked(folder)
    assert not is_locked(folder)
    assert not holding._held


def test_a_second_opening_under_another_name_is_refused(folder: Path, tmp_path: Path) -> None:
    # A link, or a folder of its own around the same file.
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "around").mkdir()
    (tmp_path / "around" / DATABASE).hardlink_to(folder / DATABASE)
    with closing(opened(folder)):
        for name in ("link", "around"):
            with pytest.raises(ProfileInUseError):
                opened(tmp_path / name)
        assert is_locked(folder)


def test_reading_the_file_beside_leaves_it_its_lock(folder: Path) -> None:
    path = folder / DATABASE
    with closing(opened(folder)):
        salvage.is_broken(path)
        assert list(salvage.read(path))
        damage.set_apart(path)
        assert damage.is_set_apart(path)
        assert is_locked(folder)


def test_a_repair_while_it_is_open_keeps_the_lock(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The copy is made while it is open; the file that comes after is held like the first.
    damage_index(folder, b"document")
    look_briefly(monkeypatch)
    path, locked = folder / DATABASE, []
    set_apart = damage.set_apart

    def watched(path: Path) -> None:
        set_apart(path)
        locked.append(is_locked(folder))

    monkeypatch.setattr(damage, "set_apart", watched)
    with closing(opened(folder)) as vault:
        assert not vault.check()
        assert locked == [True]
        assert is_locked(folder)
        salvage.is_broken(path)
        assert list(salvage.read(path))
        assert is_locked(folder)
        with pytest.raises(ProfileInUseError):
            opened(folder)
    assert descriptors(path) == 0
    assert not holding._held


HOLDS = """
import fcntl, sys
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX, 510, 0x40000002)
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_elsewhere(folder: Path) -> Iterator[None]:
    """Another process has it open."""
    held = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(folder / DATABASE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert held.stdin is not None
    assert held.stdout is not None
    try:
        assert held.stdout.readline() == b"held\n"
        yield
    finally:
        held.stdin.close()
        held.wait()
        held.stdout.close()


def test_nothing_is_repaired_that_another_process_has_open(folder: Path) -> None:
    # Even where nothing of it needs SQLite: a log that is being written may look broken.
    damage.set_apart(folder / DATABASE)
    there = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with held_elsewhere(folder), pytest.raises(ProfileInUseError):
        opened(folder)
    assert there == {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    opened(folder).close()


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_what_is_open_is_not_erased(
    profiles: ProfileStore, keystore: InMemoryKeystore, tmp_path: Path, is_elsewhere: bool
) -> None:
    amina = profiles.create("Amina Benali")
    folder = tmp_path / "profiles" / amina.id
    with held_elsewhere(folder) if is_elsewhere else closing(profiles.open(amina.id)):
        with pytest.raises(ProfileInUseError):
            profiles.erase(amina.id)
        assert profiles.profiles() == [amina]
        assert keystore.get(amina.id) is not None
    profiles.open(amina.id).close()
    profiles.erase(amina.id)
    assert profiles.profiles() == []
    assert not holding._held


@pytest.mark.parametrize("content", [None, b"", b"noise"])
def test_what_is_damaged_can_be_erased(profiles: ProfileStore, tmp_path: Path, content: bytes | None) -> None:
    amina = profiles.create("Amina Benali")
    database = tmp_path / "profiles" / amina.id / DATABASE
    database.unlink()
    if content is not None:
        database.write_bytes(content)
    profiles.erase(amina.id)
    assert profiles.profiles() == []


def test_what_was_never_closed_is_let_go_with_its_store(folder: Path) -> None:
    vault: Vault | None = opened(folder)
    assert vault is not None
    del vault
    gc.collect()
    again = Vault(PROFILE, folder, bytes(32), KINDS)
    again.close()
