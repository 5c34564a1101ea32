"""Tests of a full disk: a PIN still opens its profile, and wrong ones are still counted and made to wait."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from services.clock import ManualClock
from services.errors import StorageFullError, TooManyTriesError, WrongSecretError
from services.models.person import Profile
from services.registry import KINDS
from services.vault import ProfileStore, ballast, durable, keys
from services.vault.copies import Copies, DamagedFileError
from services.vault.tries import FIRST_WAIT, FREE
from tests.unit.vault.conftest import in_files

PIN = "2468"


@pytest.fixture
def profiles(tmp_path: Path, clock: ManualClock) -> ProfileStore:
    return in_files(tmp_path, clock)


@pytest.fixture
def amina(profiles: ProfileStore) -> Profile:
    profile = profiles.create("Amina Benali", PIN)
    profiles.open(profile.id, PIN).close()
    return profile


def no_room(*_: object) -> Any:
    raise OSError(errno.ENOSPC, "made")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take no new file; what is there can be written over."""
    monkeypatch.setattr(durable, "create", no_room)


@pytest.fixture
def full_but_for_the_ballast(monkeypatch: pytest.MonkeyPatch, amina: Profile, tmp_path: Path) -> Path:
    """A file system that writes nothing in place.

    It has room once the ballast is gone.
    """
    kept, create = tmp_path / "profiles" / amina.id / ballast.FILE, durable.create
    assert kept.exists()
    monkeypatch.setattr(durable, "create", lambda path: no_room() if kept.exists() else create(path))
    monkeypatch.setattr(durable, "overwrite", lambda *_: durable_full())
    return kept


def durable_full() -> None:
    raise StorageFullError


def test_the_right_pin_opens_each_time(profiles: ProfileStore, amina: Profile, full: None) -> None:
    for _ in range(FREE + 3):
        profiles.open(amina.id, PIN).close()


def test_wrong_ones_are_counted_over_restarts(
    profiles: ProfileStore, amina: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(durable, "create", no_room)
        for left in reversed(range(FREE)):
            store = ProfileStore(
                tmp_path, profiles.keystore, ManualClock(), uptime=lambda: 1000.0, kinds=KINDS
            )
            with pytest.raises(WrongSecretError) as caught:
                store.open(amina.id, "1357")
            assert caught.value.tries_left == left
        with pytest.raises(TooManyTriesError):
            profiles.open(amina.id, PIN)
    assert profiles.wait(amina.id) == FIRST_WAIT


def test_the_pin_can_be_changed(profiles: ProfileStore, amina: Profile, full: None) -> None:
    profiles.change_secret(amina.id, PIN, "1357")
    profiles.open(amina.id, "1357").close()


def test_the_room_kept_back_is_given_for_the_count(
    profiles: ProfileStore, amina: Profile, full_but_for_the_ballast: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bool] = []
    unwrap = keys.unwrap

    def unwrapped(*args: Any) -> bytearray:
        given.append(not full_but_for_the_ballast.exists())
        return unwrap(*args)

    monkeypatch.setattr(keys, "unwrap", unwrapped)
    profiles.open(amina.id, PIN).close()
    assert given == [True]


def test_without_any_room_nothing_is_evaluated(
    profiles: ProfileStore, amina: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "create", no_room)
    monkeypatch.setattr(durable, "overwrite", lambda *_: durable_full())
    monkeypatch.setattr(keys, "unwrap", lambda *_: pytest.fail("it was evaluated"))
    for _ in range(FREE + 3):
        with pytest.raises(StorageFullError):
            profiles.open(amina.id, PIN)


def test_a_wait_that_cannot_be_noted_is_told_all_the_same(
    profiles: ProfileStore, amina: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(FREE):
        with pytest.raises(WrongSecretError):
            profiles.open(amina.id, "1357")
    monkeypatch.setattr(Copies, "write", lambda *_: durable_full())
    profiles._tries._uptime = lambda: 1000.0 + FIRST_WAIT - 5
    assert profiles.wait(amina.id) == 5


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    made = Copies(tmp_path / "file", 200, lambda raw: raw.startswith(b"{"))
    made.write(b"before")
    return made


@pytest.mark.parametrize("damaged", [None, 0, 1])
@pytest.mark.parametrize("stop", [0, 1, 2])
def test_one_copy_is_whole_wherever_writing_over_them_stops(
    copies: Copies, monkeypatch: pytest.MonkeyPatch, damaged: int | None, stop: int, full: None
) -> None:
    if damaged is not None:
        copies.paths[damaged].write_bytes(b"qarib cut")
    overwrite, done = durable.overwrite, 0

    def stopped(path: Path, content: bytes) -> None:
        nonlocal done
        if done == stop:
            path.write_bytes(content[: len(content) // 2] + path.read_bytes()[len(content) // 2 :])
            raise KeyboardInterrupt
        overwrite(path, content)
        done += 1

    monkeypatch.setattr(durable, "overwrite", stopped)
    try:
        copies.write(b"after!")
    except KeyboardInterrupt:
        monkeypatch.undo()
    assert copies.read() == (b"after!" if stop else b"before")


def test_shorter_and_longer_content_leaves_nothing_of_what_was_there(copies: Copies, full: None) -> None:
    for content in (b"x" * 150, b"y", b"z" * 50):
        copies.write(content)
        assert copies.read() == content
        assert copies.are_alike()


def test_with_one_copy_alone_nothing_is_written_over(copies: Copies, full: None) -> None:
    copies.paths[1].unlink()
    with pytest.raises(StorageFullError):
        copies.write(b"after")
    assert copies.read() == b"before"


def test_a_damaged_copy_is_mended_in_place(copies: Copies, full: None) -> None:
    copies.paths[1].write_bytes(b"qarib cut")
    assert copies.read() == b"before"
    assert copies.are_alike()
    for path in copies.paths:
        path.write_bytes(b"?")
    with pytest.raises(DamagedFileError):
        copies.read()
