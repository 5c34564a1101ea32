from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.errors import (
    DamagedRecordError,
    KeystoreError,
    ProfileInUseError,
    StoreTooNewError,
    VaultError,
    WrongSecretError,
)
from services.models.person import Profile
from services.registry import KINDS
from services.vault import FileKeystore, ProfileStore
from services.vault.database import create
from services.vault.profilefile import ProfileFile
from services.vault.recovery import new_code
from services.vault.tries import Tries
from tests.manual_clock import ManualClock
from tests.memory_keystore import InMemoryKeystore
from tests.unit.vault.conftest import CHEAP, said, say


class SilentKeystore(InMemoryKeystore):
    """A keystore that stops answering once it is `silent`."""

    silent = False

    def get(self, name: str) -> bytes | None:
        self._answer()
        return super().get(name)

    def delete(self, name: str) -> None:
        self._answer()
        super().delete(name)

    def _answer(self) -> None:
        if self.silent:
            raise KeystoreError


@pytest.fixture
def keystore() -> SilentKeystore:
    return SilentKeystore()


def keep(profiles: ProfileStore, profile: Profile, secret: str | None = None, text: str = "mine") -> None:
    vault = profiles.open(profile.id, secret)
    with vault.transaction() as tx:
        tx.put("draft", "1", {"text": text})
    vault.attachments.put("photo", [b"picture"])
    vault.close()


def kept(profiles: ProfileStore, profile: Profile, secret: str | None = None) -> object:
    vault = profiles.open(profile.id, secret)
    try:
        return vault.get("draft", "1")
    finally:
        vault.close()


def test_a_new_device_has_no_profiles(profiles: ProfileStore) -> None:
    assert profiles.profiles() == []


def test_profiles_are_listed_in_the_order_they_were_made(profiles: ProfileStore, clock: ManualClock) -> None:
    made = []
    for name in ("أمينة بن علي", "Yacine", "Amina"):
        made.append(profiles.create(name))
        clock.advance(1)
    assert profiles.profiles() == made
    assert [profile.name for profile in made] == ["أمينة بن علي", "Yacine", "Amina"]


@pytest.mark.parametrize(
    ("secret", "lock"), [(None, "none"), ("2468", "pin"), ("٢٤٦٨", "pin"), ("a long phrase", "passphrase")]
)
def test_what_a_profile_keeps_survives(
    profiles: ProfileStore, tmp_path: Path, keystore: SilentKeystore, secret: str | None, lock: str
) -> None:
    profile = profiles.create("Amina Benali", secret)
    assert profile.lock == lock
    keep(profiles, profile, secret)
    after_restart = ProfileStore(tmp_path, keystore, ManualClock(), kinds=KINDS)
    assert after_restart.profiles() == [profile]
    vault = after_restart.open(profile.id, secret)
    assert vault.profile == profile
    assert vault.get("draft", "1") == {"text": "mine"}
    with vault.attachments.open("photo") as file:
        assert file.read() == b"picture"
    vault.close()


def test_only_the_right_secret_opens(profiles: ProfileStore) -> None:
    profile = profiles.create("Amina Benali", "2468")
    for wrong in (None, "", "1357"):
        with pytest.raises(WrongSecretError):
            profiles.open(profile.id, wrong)
    profiles.open(profile.id, "2468").close()


@pytest.mark.parametrize(("name", "secret"), [("", None), ("  ", None), ("Amina", "")])
def test_an_empty_name_or_secret_is_refused(profiles: ProfileStore, name: str, secret: str | None) -> None:
    with pytest.raises(ValueError, match="profile needs"):
        profiles.create(name, secret)
    assert profiles.profiles() == []


def test_a_profile_is_open_once(profiles: ProfileStore) -> None:
    profile = profiles.create("Amina Benali")
    vault = profiles.open(profile.id)
    with pytest.raises(ProfileInUseError):
        profiles.open(profile.id)
    vault.close()
    profiles.open(profile.id).close()


def test_renaming_needs_no_opening(profiles: ProfileStore, tmp_path: Path) -> None:
    profile = profiles.create("Amina Benali", "2468")
    renamed = profiles.rename(profile.id, "Mère")
    assert renamed == Profile(profile.id, "Mère", "pin")
    assert profiles.profiles() == [renamed]
    profiles.open(profile.id, "2468").close()
    with pytest.raises(ValueError, match="name"):
        profiles.rename(profile.id, " ")


@pytest.mark.parametrize(
    ("before", "after", "lock"),
    [("2468", "1357", "pin"), (None, "a phrase", "passphrase"), ("2468", None, "none")],
)
def test_another_secret_opens_the_same_records(
    profiles: ProfileStore, tmp_path: Path, before: str | None, after: str | None, lock: str
) -> None:
    profile = profiles.create("Amina Benali", before)
    keep(profiles, profile, before)
    database = (tmp_path / "profiles" / profile.id / "records.db").read_bytes()
    changed = profiles.change_secret(profile.id, before, after)
    assert changed == Profile(profile.id, "Amina Benali", lock)
    assert profiles.profiles() == [changed]
    assert (tmp_path / "profiles" / profile.id / "records.db").read_bytes() == database
    assert kept(profiles, profile, after) == {"text": "mine"}
    if after is not None:
        with pytest.raises(WrongSecretError):
            profiles.open(profile.id, before)


def test_the_secret_is_not_changed_without_the_old_one(profiles: ProfileStore) -> None:
    profile = profiles.create("Amina Benali", "2468")
    with pytest.raises(WrongSecretError):
        profiles.change_secret(profile.id, "1111", "1357")
    with pytest.raises(ValueError, match="secret"):
        profiles.change_secret(profile.id, "2468", "")
    profiles.open(profile.id, "2468").close()


def test_other_ways_in_survive_a_change_of_secret(profiles: ProfileStore, tmp_path: Path) -> None:
    profile = profiles.create("Amina Benali", "2468", new_code())
    folder = tmp_path / "profiles" / profile.id
    (recovery,) = [wrap for wrap in said(folder)["wraps"] if wrap["way"] == "recovery"]
    profiles.change_secret(profile.id, "2468", "1357")
    wraps = said(folder)["wraps"]
    assert sorted(wrap["way"] for wrap in wraps) == ["recovery", "secret"]
    assert recovery in wraps
    profiles.open(profile.id, "1357").close()


def test_erasing_leaves_nothing(profiles: ProfileStore, tmp_path: Path, keystore: SilentKeystore) -> None:
    gone, stays = profiles.create("Amina Benali"), profiles.create("Yacine Benali")
    keep(profiles, gone)
    keep(profiles, stays)
    profiles.erase(gone.id)
    assert profiles.profiles() == [stays]
    assert set(keystore.secrets) == {stays.id}
    assert [path.name for path in (tmp_path / "profiles").iterdir()] == [stays.id]
    assert kept(profiles, stays) == {"text": "mine"}
    with pytest.raises(DamagedRecordError):
        profiles.open(gone.id)


def test_erasing_begins_with_the_keys(profiles: ProfileStore, keystore: SilentKeystore) -> None:
    profile = profiles.create("Amina Benali")
    keep(profiles, profile)
    keystore.silent = True
    with pytest.raises(KeystoreError):
        profiles.erase(profile.id)
    keystore.silent = False
    assert kept(profiles, profile) == {"text": "mine"}, "files went although the keys could not"


def test_a_lost_device_secret_is_a_keystore_error_and_hides_no_other(
    profiles: ProfileStore, keystore: SilentKeystore
) -> None:
    lost, stays = profiles.create("Amina Benali", "2468"), profiles.create("Yacine Benali")
    for device_secret in (None, bytes(32)):
        keystore.delete(lost.id)
        if device_secret is not None:
            keystore.set(lost.id, device_secret)
        assert profiles.profiles() == [stays, Profile(lost.id, "", "pin")]
        with pytest.raises(KeystoreError):
            profiles.open(lost.id, "2468")
        with pytest.raises(KeystoreError):
            profiles.rename(lost.id, "Amina")
    profiles.erase(lost.id)
    assert profiles.profiles() == [stays]


def test_a_silent_keystore_is_an_error_not_an_empty_list(
    profiles: ProfileStore, keystore: SilentKeystore
) -> None:
    profiles.create("Amina Benali")
    keystore.silent = True
    with pytest.raises(KeystoreError):
        profiles.profiles()


DAMAGED = [
    "",
    "{",
    "[]",
    '{"format": 1}',
    '{"format": 1, "lock": "none", "card": "?", "wraps": []}',
    '{"format": 1, "lock": "none", "card": "", "wraps": []}',
    '{"format": 1, "lock": "pin", "card": "", "wraps": [{"way": "secret", "salt": "", "sealed": "",'
    ' "stretching": {"memory_kib": 99999999999, "passes": 1, "lanes": 1}}]}',
]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_file_is_said_and_hides_no_other(profiles: ProfileStore, tmp_path: Path, text: str) -> None:
    damaged, stays = profiles.create("Amina Benali"), profiles.create("Yacine Benali")
    for name in ("profile.json", "profile.json.copy"):
        (tmp_path / "profiles" / damaged.id / name).write_text(text)
    assert [(profile.id, profile.name) for profile in profiles.profiles()] == [
        (stays.id, "Yacine Benali"),
        (damaged.id, ""),
    ]
    with pytest.raises(DamagedRecordError) as caught:
        profiles.open(damaged.id)
    assert (caught.value.kind, caught.value.id) == ("profile", damaged.id)


def test_a_damaged_wrap_is_not_taken_for_a_wrong_secret(profiles: ProfileStore, tmp_path: Path) -> None:
    profile = profiles.create("Amina Benali")
    folder = tmp_path / "profiles" / profile.id
    file = said(folder)
    file["wraps"][0]["sealed"] = said(folder)["card"][:80]
    say(folder, file)
    with pytest.raises(DamagedRecordError):
        profiles.open(profile.id)


def test_a_file_of_a_newer_version_is_left_alone(profiles: ProfileStore, tmp_path: Path) -> None:
    profile = profiles.create("Amina Benali")
    folder = tmp_path / "profiles" / profile.id
    say(folder, {**said(folder), "format": 2})
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(StoreTooNewError) as caught:
        profiles.open(profile.id)
    assert caught.value.version == 2
    assert profiles.profiles() == [Profile(profile.id, "")]
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("profile_id", ["", "..", "../../etc", "a/b", "أمينة"])
def test_an_id_is_no_path(profiles: ProfileStore, profile_id: str) -> None:
    with pytest.raises(DamagedRecordError):
        profiles.open(profile_id)
    with pytest.raises(DamagedRecordError):
        profiles.erase(profile_id)


def test_a_profile_that_is_not_there(profiles: ProfileStore) -> None:
    with pytest.raises(DamagedRecordError):
        profiles.open("unknown")
    profiles.erase("unknown")


@pytest.mark.parametrize(
    ("place", "after"),
    [
        ("services.vault.keystore.FileKeystore.set", FileKeystore.set),
        ("services.vault.tries.Tries.begin", Tries.begin),
        ("services.vault.profiles.create_records", create),
        ("services.vault.profilefile.ProfileFile.save", ProfileFile.save),
    ],
)
def test_another_window_sweeps_nothing_that_is_being_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, after: Callable[..., object]
) -> None:
    def window() -> ProfileStore:
        return ProfileStore(
            tmp_path, FileKeystore(tmp_path / "keystore"), ManualClock(), stretching=CHEAP, kinds=KINDS
        )

    looked = []

    def looks(*args: object) -> None:
        after(*args)
        looked.append(window().profiles())

    monkeypatch.setattr(place, looks)
    profile = window().create("Amina Benali", "2468")
    monkeypatch.undo()
    assert looked
    assert not any(looked)
    assert window().profiles() == [profile]
    window().open(profile.id, "2468").close()
    assert "lock" not in {path.name for path in (tmp_path / "profiles" / profile.id).iterdir()}


def test_a_folder_that_went_while_it_was_made_is_a_typed_error(
    profiles: ProfileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins = Tries.begin

    def goes(*args: Any) -> None:
        begins(*args)
        shutil.rmtree(next((tmp_path / "profiles").iterdir()))

    monkeypatch.setattr(Tries, "begin", goes)
    with pytest.raises(VaultError):
        profiles.create("Amina Benali", "2468")
    assert not [*(tmp_path / "profiles").iterdir()]


def test_folders_are_named_at_random(profiles: ProfileStore, tmp_path: Path) -> None:
    made = {profiles.create("Amina Benali").id for _ in range(3)}
    assert len(made) == 3
    assert {path.name for path in (tmp_path / "profiles").iterdir()} == made
    assert all(len(profile_id) == 32 for profile_id in made)


def test_one_profile_cannot_be_opened_with_the_file_of_another(
    profiles: ProfileStore, tmp_path: Path
) -> None:
    amina, yacine = profiles.create("Amina Benali", "2468"), profiles.create("Yacine Benali", "1111")
    keep(profiles, amina, "2468")
    folder = tmp_path / "profiles"
    for name in ("profile.json", "profile.json.copy"):
        (folder / amina.id / name).write_bytes((folder / yacine.id / name).read_bytes())
    with pytest.raises(KeystoreError):
        profiles.open(amina.id, "1111")


def test_each_profile_remembers_its_own_cost(
    profiles: ProfileStore, tmp_path: Path, keystore: SilentKeystore
) -> None:
    profile = profiles.create("Amina Benali", "2468")
    dearer = ProfileStore(tmp_path, keystore, ManualClock(), kinds=KINDS)
    dearer.open(profile.id, "2468").close()
    dearer.change_secret(profile.id, "2468", "1357")
    assert said(tmp_path / "profiles" / profile.id)["wraps"][0]["stretching"] == {
        "memory_kib": 65536,
        "passes": 3,
        "lanes": 4,
    }
    assert CHEAP.memory_kib == 64
    profiles.open(profile.id, "1357").close()
