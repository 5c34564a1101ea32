"""PIN, passphrase, recovery code: how a profile opens, stays shut, and is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.clock import ManualClock
from services.errors import (
    DamagedRecordError,
    KeystoreError,
    TooManyTriesError,
    WrongRecoveryCodeError,
    WrongSecretError,
)
from services.models.person import Profile
from services.registry import KINDS
from services.vault import InMemoryKeystore, ProfileStore, keys
from services.vault.recovery import RecoveryCode, new_code
from services.vault.sealing import wipe
from services.vault.tries import FIRST_WAIT, FREE
from tests.unit.vault.conftest import CHEAP, said, say

PIN = "2468"


class On:
    """How long the device has been on."""

    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def on() -> On:
    return On()


@pytest.fixture
def profiles(tmp_path: Path, keystore: InMemoryKeystore, clock: ManualClock, on: On) -> ProfileStore:
    return ProfileStore(tmp_path, keystore, clock, stretching=CHEAP, uptime=on, kinds=KINDS)


@pytest.fixture
def code() -> RecoveryCode:
    return new_code()


@pytest.fixture
def amina(profiles: ProfileStore, code: RecoveryCode) -> Profile:
    profile = profiles.create("Amina Benali", PIN, code)
    vault = profiles.open(profile.id, PIN)
    with vault.transaction() as tx:
        tx.put("draft", "1", {"text": "mine"})
    vault.close()
    return profile


def kept(profiles: ProfileStore, profile_id: str, secret: str | None) -> object:
    vault = profiles.open(profile_id, secret)
    try:
        return vault.get("draft", "1")
    finally:
        vault.close()


def wrong(profiles: ProfileStore, profile_id: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongSecretError):
            profiles.open(profile_id, "0000")


def wraps(tmp_path: Path, profile_id: str) -> list[str]:
    return [wrap["way"] for wrap in said(tmp_path / "profiles" / profile_id)["wraps"]]


def test_wrong_ones_wait_and_the_right_one_too(profiles: ProfileStore, amina: Profile, on: On) -> None:
    wrong(profiles, amina.id, FREE)
    assert profiles.wait(amina.id) == FIRST_WAIT
    with pytest.raises(TooManyTriesError):
        profiles.open(amina.id, PIN)
    on.seconds += FIRST_WAIT
    assert profiles.wait(amina.id) == 0
    assert kept(profiles, amina.id, PIN) == {"text": "mine"}
    wrong(profiles, amina.id, FREE - 1)


def test_the_count_outlives_the_app(
    profiles: ProfileStore, amina: Profile, tmp_path: Path, keystore: InMemoryKeystore, on: On
) -> None:
    wrong(profiles, amina.id, FREE)
    after = ProfileStore(tmp_path, keystore, ManualClock(), uptime=on, kinds=KINDS)
    with pytest.raises(TooManyTriesError):
        after.open(amina.id, PIN)


def test_setting_the_clock_changes_no_wait(
    profiles: ProfileStore, amina: Profile, clock: ManualClock
) -> None:
    wrong(profiles, amina.id, FREE)
    for moved in (clock.now().replace(year=2040), clock.now().replace(year=2001)):
        clock.set(moved)
        assert profiles.wait(amina.id) == FIRST_WAIT


def test_a_copy_of_the_folder_put_back_sets_no_count_back(
    profiles: ProfileStore, amina: Profile, tmp_path: Path
) -> None:
    folder = tmp_path / "profiles" / amina.id
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    wrong(profiles, amina.id, FREE)
    for path, content in before.items():
        path.write_bytes(content)
    with pytest.raises(TooManyTriesError):
        profiles.open(amina.id, PIN)


def test_what_is_typed_to_change_a_lock_is_counted_too(profiles: ProfileStore, amina: Profile) -> None:
    for _ in range(3):
        with pytest.raises(WrongSecretError):
            profiles.change_secret(amina.id, "0000", None)
    for _ in range(2):
        with pytest.raises(WrongSecretError):
            profiles.change_code(amina.id, "0000", new_code())
    with pytest.raises(TooManyTriesError):
        profiles.open(amina.id, PIN)


def test_nothing_typed_is_no_try(profiles: ProfileStore, amina: Profile) -> None:
    for _ in range(FREE + 1):
        with pytest.raises(WrongSecretError):
            profiles.open(amina.id, "")
    assert profiles.wait(amina.id) == 0


def test_a_damaged_card_gives_no_tries_for_nothing(
    profiles: ProfileStore, amina: Profile, tmp_path: Path
) -> None:
    # Without the card it could not be told whose fault it is that a PIN does not open.
    folder = tmp_path / "profiles" / amina.id
    file = said(folder)
    say(folder, {**file, "card": file["wraps"][0]["sealed"]})
    for secret in ("0000", PIN):
        with pytest.raises(KeystoreError):
            profiles.open(amina.id, secret)


def test_a_profile_without_a_lock_never_waits(profiles: ProfileStore) -> None:
    profile = profiles.create("Amina Benali")
    assert profiles.wait(profile.id) == 0
    profiles.open(profile.id, "anything").close()


def test_a_new_lock_begins_without_wrong_ones(profiles: ProfileStore, amina: Profile) -> None:
    wrong(profiles, amina.id, FREE - 1)
    profiles.change_secret(amina.id, PIN, "a long phrase")
    wrong(profiles, amina.id, FREE - 1)
    assert kept(profiles, amina.id, "a long phrase") == {"text": "mine"}


def test_the_code_gives_a_new_pin_to_the_same_records(
    profiles: ProfileStore, amina: Profile, code: RecoveryCode, tmp_path: Path
) -> None:
    assert amina.has_code
    database = (tmp_path / "profiles" / amina.id / "records.db").read_bytes()
    wrong(profiles, amina.id, FREE)
    recovered = profiles.recover(amina.id, code, "97531")
    assert recovered == Profile(amina.id, "Amina Benali", "pin", has_code=True)
    assert (tmp_path / "profiles" / amina.id / "records.db").read_bytes() == database
    assert kept(profiles, amina.id, "97531") == {"text": "mine"}
    with pytest.raises(WrongSecretError):
        profiles.open(amina.id, PIN)
    assert sorted(wraps(tmp_path, amina.id)) == ["recovery", "secret"]


def test_the_code_opens_what_a_lost_keystore_shut(
    profiles: ProfileStore, amina: Profile, code: RecoveryCode, keystore: InMemoryKeystore
) -> None:
    for lost in (None, bytes(32)):
        keystore.secrets.clear()
        if lost is not None:
            keystore.set(amina.id, lost)
        assert profiles.profiles() == [Profile(amina.id, "", "pin", has_code=True)]
        with pytest.raises(KeystoreError):
            profiles.open(amina.id, PIN)
        with pytest.raises(ValueError, match="name"):
            profiles.recover(amina.id, code, "97531")
        recovered = profiles.recover(amina.id, code, "97531", "Amina")
        assert recovered.name == "Amina"
        assert keystore.secrets[amina.id] not in (None, bytes(32))
        assert kept(profiles, amina.id, "97531") == {"text": "mine"}


def test_only_its_own_newest_code_recovers(
    profiles: ProfileStore, amina: Profile, code: RecoveryCode
) -> None:
    other = new_code()
    yacine = profiles.create("Yacine Benali", "1357", other)
    for profile_id, tried in ((amina.id, other), (yacine.id, code)):
        with pytest.raises(WrongRecoveryCodeError):
            profiles.recover(profile_id, tried, "97531")
    newest = new_code()
    profiles.change_code(amina.id, PIN, newest)
    with pytest.raises(WrongRecoveryCodeError):
        profiles.recover(amina.id, code, "97531")
    profiles.recover(amina.id, newest, "97531")


def test_where_there_is_no_code_none_recovers(profiles: ProfileStore, code: RecoveryCode) -> None:
    profile = profiles.create("Amina Benali", PIN)
    assert not profile.has_code
    with pytest.raises(WrongRecoveryCodeError):
        profiles.recover(profile.id, code, "97531")


def test_the_wrap_of_one_profile_is_no_way_into_another(
    profiles: ProfileStore, amina: Profile, code: RecoveryCode, tmp_path: Path
) -> None:
    yacine = profiles.create("Yacine Benali", "1357", new_code())
    folders = [tmp_path / "profiles" / each.id for each in (amina, yacine)]
    mine, theirs = (said(folder) for folder in folders)
    say(folders[1], {**theirs, "wraps": mine["wraps"]})
    with pytest.raises(WrongRecoveryCodeError):
        profiles.recover(yacine.id, code, "97531")


def test_erasing_shuts_the_code_out_too(
    profiles: ProfileStore, amina: Profile, code: RecoveryCode, keystore: InMemoryKeystore
) -> None:
    profiles.erase(amina.id)
    assert keystore.secrets == {}
    with pytest.raises(DamagedRecordError):
        profiles.recover(amina.id, code, "97531")


def test_keys_are_wiped_after_use(code: RecoveryCode) -> None:
    data_key = bytes(range(32))
    for opened in (
        keys.unwrap(keys.wrap(data_key, "p", bytes(32), PIN, CHEAP), "p", bytes(32), PIN),
        keys.unwrap_recovered(keys.wrap_for_recovery(data_key, "p", code), "p", code),
    ):
        assert opened == data_key
        wipe(opened)
        assert opened == bytes(32)


def test_no_data_key_outlives_its_use(
    profiles: ProfileStore, amina: Profile, code: RecoveryCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whatever takes a data key out of a wrap leaves it wiped.
    seen: list[bytearray] = []
    for name in ("unwrap", "unwrap_recovered"):

        def noted(*arguments: object, real: object = getattr(keys, name)) -> bytearray:
            seen.append(real(*arguments))  # type: ignore[operator]
            return seen[-1]

        monkeypatch.setattr(keys, name, noted)
    profiles.open(amina.id, PIN).close()
    profiles.change_secret(amina.id, PIN, "1357")
    profiles.change_code(amina.id, "1357", code)
    profiles.recover(amina.id, code, PIN)
    assert len(seen) == 4
    assert all(key == bytes(32) for key in seen)
