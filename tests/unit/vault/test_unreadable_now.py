"""What the device cannot read at present is not damaged: nothing is overwritten, no try counts, and it opens later."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from services.clock import ManualClock
from services.errors import (
    DamagedRecordError,
    KeystoreError,
    UnreadableNowError,
    VaultError,
    WrongSecretError,
)
from services.models.person import Profile
from services.vault import ProfileStore
from services.vault.recovery import new_code
from services.vault.tries import FREE
from tests.unit.vault.conftest import in_files

PIN = "2468"
CODE = new_code()
PARTS = ["profile.json", ".tries.secret", ".secret"]


@pytest.fixture
def profiles(tmp_path: Path, clock: ManualClock) -> ProfileStore:
    return in_files(tmp_path, clock)


@pytest.fixture
def amina(profiles: ProfileStore) -> Profile:
    return profiles.create("Amina Benali", PIN, CODE)


@contextmanager
def unreadable(part: str, number: int) -> Iterator[None]:
    """Fail to read what has `part` in its name. In both copies."""
    opened = Path.open

    def fails(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if part in path.name and mode == "rb":
            raise OSError(number, "made")
        return opened(path, mode, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", fails)
        yield


def files(folder: Path) -> dict[Path, bytes]:
    return {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if ".secret" in path.name or ".json" in path.name
    }


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EINTR, errno.ESTALE])
def test_nothing_is_overwritten_and_it_opens_later(
    profiles: ProfileStore, amina: Profile, tmp_path: Path, part: str, number: int
) -> None:
    before = files(tmp_path)
    acts: list[Callable[[], object]] = [
        lambda: profiles.open(amina.id, PIN),
        lambda: profiles.wait(amina.id),
        lambda: profiles.change_secret(amina.id, PIN, "1357"),
    ]
    with unreadable(part, number):
        for act in acts:
            with pytest.raises(VaultError) as caught:
                act()
            assert type(caught.value) is UnreadableNowError
    assert files(tmp_path) == before
    profiles.open(amina.id, PIN).close()
    with pytest.raises(WrongSecretError) as wrong:
        profiles.open(amina.id, "1357")
    assert wrong.value.tries_left == FREE - 1


@pytest.mark.parametrize("part", ["profile.json", ".secret"])
def test_it_is_listed_without_its_name_beside_the_others(
    profiles: ProfileStore, amina: Profile, part: str
) -> None:
    yacine = profiles.create("Yacine")
    with unreadable(part if part == "profile.json" else f"{amina.id}{part}", errno.EMFILE):
        listed = profiles.profiles()
    assert Profile(amina.id, "", damaged=True) not in listed
    assert all(not profile.damaged for profile in listed)
    assert {profile.id for profile in listed} == {amina.id, yacine.id}
    assert {*profiles.profiles()} == {amina, yacine}


def test_a_recovery_makes_no_new_device_secret_for_one_that_cannot_be_read_now(
    profiles: ProfileStore, amina: Profile, tmp_path: Path
) -> None:
    before = files(tmp_path)
    with unreadable(f"{amina.id}.secret", errno.EMFILE), pytest.raises(UnreadableNowError):
        profiles.recover(amina.id, CODE, "1357", "Somebody")
    assert files(tmp_path) == before


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES])
def test_what_cannot_be_read_for_good_is_still_damage(
    profiles: ProfileStore, amina: Profile, number: int
) -> None:
    with unreadable("profile.json", number), pytest.raises(DamagedRecordError):
        profiles.open(amina.id, PIN)
    with unreadable(f"{amina.id}.secret", number), pytest.raises(KeystoreError):
        profiles.open(amina.id, PIN)


def test_a_write_over_a_copy_that_cannot_be_read_now_is_refused(
    profiles: ProfileStore, amina: Profile, tmp_path: Path
) -> None:
    # Its number may be the highest: what is written with a lower one would be stale.
    before = files(tmp_path)
    with unreadable(f"{amina.id}.secret.copy", errno.EMFILE), pytest.raises(UnreadableNowError):
        profiles.keystore.set(amina.id, bytes(32))
    assert files(tmp_path) == before
