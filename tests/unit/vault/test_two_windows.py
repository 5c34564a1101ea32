"""Two processes change one profile at the same time: both changes hold, or the second is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import argon2.low_level
import pytest

from services.clock import ManualClock
from services.errors import DamagedRecordError, KeystoreError, ProfileInUseError, WrongSecretError
from services.models.person import Profile
from services.registry import KINDS
from services.vault import InMemoryKeystore, ProfileStore, change_lock, keys, profilefile
from services.vault.recovery import new_code
from services.vault.tries import FREE
from tests.unit.vault.conftest import CHEAP

PIN, NEW, OTHER = "2468", "1357", "8642"
CODE, NEW_CODE = new_code(), new_code()
Act = Callable[[ProfileStore, str], object]

CHANGES_PIN: Act = lambda store, amina: store.change_secret(amina, PIN, NEW)  # noqa: E731
CHANGES_CODE: Act = lambda store, amina: store.change_code(amina, PIN, NEW_CODE)  # noqa: E731
RENAMES: Act = lambda store, amina: store.rename(amina, "Mina")  # noqa: E731
RECOVERS: Act = lambda store, amina: store.recover(amina, CODE, OTHER)  # noqa: E731


@pytest.fixture
def other(tmp_path: Path, keystore: InMemoryKeystore) -> ProfileStore:
    """A store as in another process, with files and keystore shared."""
    return ProfileStore(tmp_path, keystore, ManualClock(), stretching=CHEAP, kinds=KINDS)


@pytest.fixture
def amina(profiles: ProfileStore) -> Profile:
    return profiles.create("Amina", PIN, CODE)


@pytest.fixture(autouse=True)
def does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_lock, "WAITS", 0.0)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """A way to act while the first PIN is stretched."""

    def arrange(act: Callable[[], object]) -> None:
        stretch = argon2.low_level.hash_secret_raw

        def stretched(*args: Any, **kwargs: Any) -> bytes:
            monkeypatch.setattr(keys, "hash_secret_raw", stretch)
            act()
            return stretch(*args, **kwargs)

        monkeypatch.setattr(keys, "hash_secret_raw", stretched)

    return arrange


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CHANGES_PIN, CHANGES_CODE),
        (CHANGES_PIN, RENAMES),
        (CHANGES_CODE, CHANGES_PIN),
        (CHANGES_CODE, CHANGES_CODE),
        (CHANGES_CODE, RENAMES),
    ],
)
def test_both_changes_hold(
    profiles: ProfileStore,
    other: ProfileStore,
    amina: Profile,
    meanwhile: Callable[[Callable[[], object]], None],
    first: Act,
    second: Act,
) -> None:
    meanwhile(lambda: second(other, amina.id))
    first(profiles, amina.id)
    acts = {first, second}
    profiles.open(amina.id, NEW if CHANGES_PIN in acts else PIN).close()
    assert profiles.profiles()[0].name == ("Mina" if RENAMES in acts else "Amina")
    profiles.recover(amina.id, NEW_CODE if CHANGES_CODE in acts else CODE, OTHER)


@pytest.mark.parametrize("second", [RECOVERS, lambda store, amina: store.change_secret(amina, PIN, OTHER)])
def test_of_two_new_pins_the_later_is_refused_and_counts_as_no_try(
    profiles: ProfileStore,
    other: ProfileStore,
    amina: Profile,
    meanwhile: Callable[[Callable[[], object]], None],
    second: Act,
) -> None:
    meanwhile(lambda: second(other, amina.id))
    with pytest.raises(WrongSecretError):
        CHANGES_PIN(profiles, amina.id)
    with pytest.raises(WrongSecretError) as caught:
        profiles.open(amina.id, NEW)
    assert caught.value.tries_left == FREE - 1
    profiles.open(amina.id, OTHER).close()


def test_a_recovery_keeps_others_out(
    profiles: ProfileStore,
    other: ProfileStore,
    amina: Profile,
    meanwhile: Callable[[Callable[[], object]], None],
) -> None:
    refused: list[object] = []

    def renamed() -> None:
        with pytest.raises(ProfileInUseError) as caught:
            RENAMES(other, amina.id)
        refused.append(caught.value)

    meanwhile(renamed)
    RECOVERS(profiles, amina.id)
    assert len(refused) == 1
    RENAMES(other, amina.id)
    profiles.open(amina.id, OTHER).close()


def test_what_is_sealed_with_a_device_secret_that_was_replaced_is_not_written(
    profiles: ProfileStore,
    other: ProfileStore,
    amina: Profile,
    keystore: InMemoryKeystore,
    tmp_path: Path,
    meanwhile: Callable[[Callable[[], object]], None],
) -> None:
    folder = tmp_path / "profiles" / amina.id
    written: list[profilefile.ProfileFile] = []

    def lost_and_recovered() -> None:
        keystore.delete(amina.id)
        other.recover(amina.id, CODE, OTHER, "Amina")
        written.append(profilefile.load(folder))

    meanwhile(lost_and_recovered)
    with pytest.raises(KeystoreError):
        CHANGES_PIN(profiles, amina.id)
    assert [profilefile.load(folder)] == written
    assert profiles.profiles() == [amina]


@pytest.mark.parametrize("act", [CHANGES_PIN, CHANGES_CODE])
def test_a_profile_that_was_erased_meanwhile_is_gone(
    profiles: ProfileStore,
    other: ProfileStore,
    amina: Profile,
    meanwhile: Callable[[Callable[[], object]], None],
    act: Act,
) -> None:
    meanwhile(lambda: other.erase(amina.id))
    with pytest.raises(DamagedRecordError):
        act(profiles, amina.id)
    assert profiles.profiles() == []


def test_an_opening_that_writes_the_file_twice_writes_no_older_one(
    profiles: ProfileStore,
    other: ProfileStore,
    amina: Profile,
    tmp_path: Path,
    meanwhile: Callable[[Callable[[], object]], None],
) -> None:
    folder = tmp_path / "profiles" / amina.id
    first, second = profilefile.copies(folder).paths

    def changed() -> None:
        CHANGES_PIN(other, amina.id)
        second.unlink()

    meanwhile(changed)
    profiles.open(amina.id, PIN).close()
    assert first.exists()
    profiles.open(amina.id, NEW).close()
    assert profilefile.copies(folder).are_alike()


HOLDS = """
import sys
from pathlib import Path
from services.vault.change_lock import alone

with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_is_kept_out_until_it_is_done_or_killed(
    profiles: ProfileStore, amina: Profile, tmp_path: Path
) -> None:
    folder = tmp_path / "profiles" / amina.id
    before = profilefile.load(folder)
    command = [sys.executable, "-c", HOLDS, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        for act in (RENAMES, CHANGES_PIN, CHANGES_CODE, RECOVERS):
            with pytest.raises(ProfileInUseError):
                act(profiles, amina.id)
        assert profilefile.load(folder) == before
        profiles.open(amina.id, PIN).close()
        process.kill()
    RENAMES(profiles, amina.id)
    CHANGES_PIN(profiles, amina.id)
    profiles.open(amina.id, NEW).close()
