"""A right PIN is never counted as wrong because the device is in trouble, and a kill still counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from argon2.exceptions import HashingError

from services.clock import ManualClock
from services.errors import KeystoreError, StorageFullError, TooManyTriesError, VaultError, WrongSecretError
from services.models.person import Profile
from services.registry import KINDS
from services.vault import InMemoryKeystore, ProfileStore, keys, profilefile
from services.vault.copies import Copies
from services.vault.tries import FIRST_WAIT, FREE
from tests.unit.vault.conftest import CHEAP

PIN = "2468"
MORE_THAN_FREE = range(FREE + 3)


class Keystore(InMemoryKeystore):
    """A keystore that takes this many more, then fails."""

    takes = 1_000_000
    fails_with: type[Exception] = StorageFullError

    def set(self, name: str, secret: bytes) -> None:
        self.takes -= 1
        if self.takes < 0:
            raise self.fails_with
        super().set(name, secret)


@pytest.fixture
def keystore() -> Keystore:
    return Keystore()


@pytest.fixture
def profiles(tmp_path: Path, keystore: Keystore, clock: ManualClock) -> ProfileStore:
    return ProfileStore(tmp_path, keystore, clock, stretching=CHEAP, uptime=lambda: 1000.0, kinds=KINDS)


@pytest.fixture
def amina(profiles: ProfileStore) -> Profile:
    return profiles.create("Amina Benali", PIN)


def wrong(profiles: ProfileStore, amina: Profile) -> int | None:
    with pytest.raises(WrongSecretError) as caught:
        profiles.open(amina.id, "1357")
    return caught.value.tries_left


def no_memory(*_: object, **__: object) -> bytes:
    raise HashingError("Memory allocation error")


def test_no_memory_for_argon2_counts_no_try(
    profiles: ProfileStore, amina: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wrong(profiles, amina) == FREE - 1
    with monkeypatch.context() as patch:
        patch.setattr(keys, "hash_secret_raw", no_memory)
        for _ in MORE_THAN_FREE:
            with pytest.raises(VaultError) as caught:
                profiles.open(amina.id, PIN)
            assert type(caught.value) is VaultError
    assert wrong(profiles, amina) == FREE - 2, "the wrong one from before still counts"
    profiles.open(amina.id, PIN).close()


def test_a_wait_that_was_served_stays_served(
    profiles: ProfileStore, amina: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = 1000.0
    profiles._tries._uptime = lambda: on
    for _ in range(FREE):
        wrong(profiles, amina)
    on += FIRST_WAIT
    with monkeypatch.context() as patch:
        patch.setattr(keys, "hash_secret_raw", no_memory)
        with pytest.raises(VaultError):
            profiles.open(amina.id, PIN)
    assert profiles.wait(amina.id) == 0
    assert wrong(profiles, amina) == 0
    assert profiles.wait(amina.id) == 2 * FIRST_WAIT


@pytest.mark.parametrize("fails_with", [StorageFullError, KeystoreError, OSError])
def test_a_key_that_opened_opens_where_the_count_cannot_be_set_back(
    profiles: ProfileStore,
    amina: Profile,
    keystore: Keystore,
    monkeypatch: pytest.MonkeyPatch,
    fails_with: type[Exception],
) -> None:
    unwrap = keys.unwrap

    def unwrap_in_trouble(*args: Any) -> bytearray:
        keystore.takes = 0
        return unwrap(*args)

    keystore.fails_with = fails_with
    assert wrong(profiles, amina) == FREE - 1
    for _ in MORE_THAN_FREE:
        with monkeypatch.context() as patch:
            patch.setattr(keys, "unwrap", unwrap_in_trouble)
            profiles.open(amina.id, PIN).close()
        assert profiles.wait(amina.id) == 0
        keystore.takes = 1_000_000
    assert wrong(profiles, amina) == FREE - 1, "it counts as set back"


def test_what_is_set_back_later_is_kept(
    profiles: ProfileStore, amina: Profile, keystore: Keystore, tmp_path: Path
) -> None:
    wrong(profiles, amina)
    keystore.takes = 1
    profiles.open(amina.id, PIN).close()
    keystore.takes = 1_000_000
    profiles.wait(amina.id)
    after_restart = ProfileStore(tmp_path, keystore, ManualClock(), uptime=lambda: 1000.0, kinds=KINDS)
    assert wrong(after_restart, amina) == FREE - 1


def test_what_another_process_counted_meanwhile_is_not_set_back(
    profiles: ProfileStore, amina: Profile, keystore: Keystore, tmp_path: Path
) -> None:
    keystore.takes = 1
    profiles.open(amina.id, PIN).close()
    keystore.takes = 1_000_000
    other = ProfileStore(tmp_path, keystore, ManualClock(), uptime=lambda: 1000.0, kinds=KINDS)
    for _ in range(FREE - 1):
        wrong(other, amina)
    assert profiles.wait(amina.id) == FIRST_WAIT


def test_a_try_that_cannot_be_written_down_is_not_evaluated(
    profiles: ProfileStore, amina: Profile, keystore: Keystore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "unwrap", lambda *_: pytest.fail("it was evaluated"))
    for _ in MORE_THAN_FREE:
        keystore.takes = 0
        with pytest.raises(StorageFullError):
            profiles.open(amina.id, PIN)
    monkeypatch.undo()
    keystore.takes = 1_000_000
    profiles.open(amina.id, PIN).close()


def test_a_kill_without_memory_still_counts(
    profiles: ProfileStore, amina: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    def killed(*_: object, **__: object) -> bytes:
        raise KilledError

    monkeypatch.setattr(keys, "hash_secret_raw", killed)
    for _ in range(FREE):
        with pytest.raises(KilledError):
            profiles.open(amina.id, PIN)
    with pytest.raises(TooManyTriesError):
        profiles.open(amina.id, PIN)


def test_a_profile_opens_where_its_file_cannot_be_looked_at_again(
    profiles: ProfileStore, amina: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trouble(_: Copies) -> bool:
        raise VaultError

    for path in profilefile.copies(tmp_path / "profiles" / amina.id).paths[1:]:
        path.unlink()
    monkeypatch.setattr(Copies, "are_alike", trouble)
    profiles.open(amina.id, PIN).close()
