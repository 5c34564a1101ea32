"""The app's own files: nobody else's to read, those that an older version left open included."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from app.shell.house import build_house
from services.vault import durable
from services.vault.keystore import FileKeystore

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> dict[str, str]:
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in (folder, *folder.rglob("*"))}
    return {str(path): oct(mode) for path, mode in modes.items() if mode & 0o077 and not path.is_symlink()}


def settings(home: Path) -> Settings:
    return Settings(view="none", port=0, home=home, ministry="http://127.0.0.1:9")


def test_all_that_the_app_makes_is_the_persons_alone(tmp_path: Path) -> None:
    home = tmp_path / "share" / "qarib"
    house = build_house(settings(home), keystore=FileKeystore(home / "keystore"))
    profile = house.profiles.create("Amina", "2468")
    house.device.choose_language("fr")
    vault = house.profiles.open(profile.id, "2468")
    vault.close()
    assert {path.name for path in home.iterdir()} >= {"profiles", "keystore", "device.json"}
    assert open_to_others(home.parent) == {}


def test_what_an_older_version_left_open_is_closed_at_the_next_start(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "qarib", tmp_path / "elsewhere"
    house = build_house(settings(home), keystore=FileKeystore(home / "keystore"))
    profile = house.profiles.create("Amina")
    elsewhere.write_bytes(b"not the app's")
    (home / "link").symlink_to(elsewhere)
    kept = [path for path in (home, *home.rglob("*")) if not path.is_symlink()]
    for path in kept:
        path.chmod(0o755 if path.is_dir() else 0o664)
    before = elsewhere.stat().st_mode
    again = build_house(settings(home), keystore=FileKeystore(home / "keystore"))
    assert open_to_others(home) == {}
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o700, 0o600}
    assert elsewhere.stat().st_mode == before
    assert [each.id for each in again.profiles.profiles()] == [profile.id]


@pytest.mark.parametrize("below", ["", "qarib"])
def test_a_folder_that_is_not_the_apps_alone_is_left(
    tmp_path: Path, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Somebody who sets QARIB_HOME to their own folder, or one above it, keeps what they share in it.
    tmp_path.chmod(0o755)
    shared = tmp_path / "shared"
    shared.write_text("for all")
    monkeypatch.setenv("HOME", str(tmp_path / below))
    durable.close_to_others(tmp_path)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o644


def test_a_folder_for_all_accounts_is_left(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    durable.close_to_others(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


def test_rights_that_cannot_be_changed_keep_nobody_out(caplog: pytest.LogCaptureFixture) -> None:
    durable.close_to_others(Path("/proc/self/task"))
    assert "stay as they are" in caplog.text


def test_a_home_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    durable.close_to_others(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []
