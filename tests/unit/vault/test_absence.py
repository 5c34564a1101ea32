"""What is missing, empty or damaged is neither new nor junk: it is said, and it costs nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.codec import ShapeError
from services.errors import (
    DamagedRecordError,
    KeystoreError,
    StoreTooNewError,
    TooManyTriesError,
    VaultError,
    WrongSecretError,
)
from services.models.person import Profile
from services.registry import KINDS
from services.vault import FileKeystore, ProfileStore, durable, folders, profilefile
from services.vault.recovery import RecoveryCode, new_code
from tests.examples import examples
from tests.manual_clock import ManualClock
from tests.unit.vault.conftest import CHEAP, said, say, say_as_before

PIN = "2468"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def profiles(home: Path) -> ProfileStore:
    return ProfileStore(
        home, FileKeystore(home / "keystore"), ManualClock(), stretching=CHEAP, uptime=lambda: 9, kinds=KINDS
    )


@pytest.fixture
def code() -> RecoveryCode:
    return new_code()


@pytest.fixture
def amina(profiles: ProfileStore, code: RecoveryCode) -> Profile:
    profile = profiles.create("Amina Benali", PIN, code)
    with (vault := profiles.open(profile.id, PIN)).transaction() as tx:
        tx.put("draft", "1", {"text": "mine"})
    vault.close()
    return profile


@pytest.fixture
def folder(home: Path, amina: Profile) -> Path:
    return home / "profiles" / amina.id


def kept(profiles: ProfileStore, profile_id: str, secret: str | None = PIN) -> object:
    vault = profiles.open(profile_id, secret)
    try:
        return vault.get("draft", "1")
    finally:
        vault.close()


def everything(home: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_a_file_that_is_away_for_a_moment_costs_nothing(
    profiles: ProfileStore, home: Path, amina: Profile, folder: Path
) -> None:
    before = everything(home)
    for path in profilefile.copies(folder).paths:
        path.rename(home / path.name)
    assert profiles.profiles() == [Profile(amina.id, "", damaged=True)]
    with pytest.raises(DamagedRecordError):
        profiles.open(amina.id, PIN)
    for path in profilefile.copies(folder).paths:
        (home / path.name).rename(path)
    assert everything(home) == before
    assert profiles.profiles() == [amina]
    assert kept(profiles, amina.id) == {"text": "mine"}


def test_a_folder_that_is_away_for_a_moment_costs_nothing(
    profiles: ProfileStore, home: Path, amina: Profile, folder: Path
) -> None:
    folder.rename(home / "away")
    assert profiles.profiles() == []
    profiles.erase(amina.id)
    (home / "away").rename(folder)
    assert kept(profiles, amina.id) == {"text": "mine"}


def test_what_is_not_a_profile_is_left_alone(profiles: ProfileStore, home: Path, amina: Profile) -> None:
    for name in (
        ".stfolder",
        "lost+found",
        "conflicts",
        "ab12",
        "conflicts.making",
        f"{amina.id} (conflicted copy)",
        f"{amina.id}.backup",
        ".making",
    ):
        (home / "profiles" / name).mkdir()
        (home / "profiles" / name / "something").write_bytes(b"of another program")
    (home / "profiles" / "stray.txt").write_bytes(b"of the system")
    before = everything(home)
    assert profiles.profiles() == [amina]
    assert everything(home) == before


def test_an_empty_folder_is_not_listed_and_not_deleted(profiles: ProfileStore, home: Path) -> None:
    # What a version before left at a crash, or what a restore is about to fill.
    (home / "profiles" / ("ab12" * 8)).mkdir(parents=True)
    (home / "profiles" / ("ab12" * 8) / "profile.json.00ff.part").write_bytes(b"")
    assert profiles.profiles() == []
    assert (home / "profiles" / ("ab12" * 8)).is_dir()


def test_what_is_marked_is_swept_with_its_keys(profiles: ProfileStore, home: Path, amina: Profile) -> None:
    stays = profiles.create("Yacine")
    for mark, profile in ((folders.ERASING, amina), (folders.MAKING, profiles.create("Mina"))):
        (home / "profiles" / profile.id).rename(home / "profiles" / f"{profile.id}{mark}")
    assert profiles.profiles() == [stays]
    assert [path.name for path in (home / "profiles").iterdir()] == [stays.id]
    assert {path.name.partition(".")[0] for path in (home / "keystore").iterdir()} == {stays.id}


def test_a_mark_from_a_backup_costs_no_profile_its_keys(
    profiles: ProfileStore, home: Path, amina: Profile, folder: Path
) -> None:
    shutil.copytree(folder, folders.marked(folder, folders.MAKING))
    shutil.copytree(folder, folders.marked(folder, folders.ERASING))
    for _ in range(2):
        assert profiles.profiles() == [amina]
    assert kept(profiles, amina.id) == {"text": "mine"}
    assert [path.name for path in (home / "profiles").iterdir()] == [amina.id]


def test_what_cannot_be_swept_hides_nobody(
    profiles: ProfileStore, home: Path, amina: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = home / "profiles" / f"{'ab12' * 8}{folders.ERASING}"
    gone.mkdir()

    def refused(_: Path) -> None:
        raise VaultError

    monkeypatch.setattr(durable, "remove_folder", refused)
    assert profiles.profiles() == [amina]
    monkeypatch.undo()
    assert profiles.profiles() == [amina]
    assert not gone.exists()


COPIES = ["profiles/{}/profile.json", "profiles/{}/profile.json.copy", "keystore/{}.secret.copy"]


@pytest.mark.parametrize("pattern", [*COPIES, "keystore/{}.secret", "keystore/{}.tries.secret"])
@pytest.mark.parametrize("is_full", [True, False])
def test_erasing_takes_a_folder_in_the_place_of_a_file_too(
    profiles: ProfileStore, home: Path, amina: Profile, pattern: str, is_full: bool
) -> None:
    path = home / pattern.format(amina.id)
    path.unlink()
    path.mkdir()
    if is_full:
        (path / "of a tool").write_bytes(b"x")
    profiles.erase(amina.id)
    assert everything(home) == {}
    assert not list((home / "profiles").iterdir())
    assert profiles.profiles() == []


@pytest.mark.parametrize("pattern", COPIES)
def test_a_copy_that_cannot_be_overwritten_goes_all_the_same(
    profiles: ProfileStore, home: Path, amina: Profile, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on Windows, where another program holds it open for reading.
    kept_open, opens = home / pattern.format(amina.id), Path.open

    def refuses(self: Path, mode: str = "r", *args: object, **more: object) -> object:
        if mode == "r+b" and self.name == kept_open.name:
            raise PermissionError(13, "")
        return opens(self, mode, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuses)
    profiles.erase(amina.id)
    assert everything(home) == {}


def test_a_file_that_has_the_name_of_the_mark_keeps_nobody_from_erasing(
    profiles: ProfileStore, home: Path, amina: Profile, folder: Path
) -> None:
    folders.marked(folder, folders.ERASING).write_bytes(b"")
    profiles.erase(amina.id)
    assert everything(home) == {}


def test_what_was_erased_goes_although_the_keystore_is_silent(
    profiles: ProfileStore, home: Path, amina: Profile, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = folders.marked(folder, folders.ERASING)
    folder.rename(mark)

    def silent(_: object, name: str) -> None:
        raise KeystoreError

    monkeypatch.setattr(FileKeystore, "delete", silent)
    assert profiles.profiles() == []
    assert not list(mark.iterdir())
    assert mark.is_dir(), "what is left to do must not be forgotten"
    monkeypatch.undo()
    assert profiles.profiles() == []
    assert everything(home) == {}
    assert not mark.exists()


@pytest.mark.parametrize("content", [None, b"", bytes(32), b"x" * 31, b"qarib ", b"x" * 5000])
def test_a_damaged_secret_is_no_new_one_and_hides_no_other(
    profiles: ProfileStore, home: Path, amina: Profile, code: RecoveryCode, content: bytes | None
) -> None:
    stays = profiles.create("Yacine")
    for path in home.glob(f"keystore/{amina.id}.secret*"):
        path.unlink()
        if content is not None:
            path.write_bytes(content)
    before = everything(home)
    assert profiles.profiles() == [stays, Profile(amina.id, "", "pin", has_code=True)]
    for secret in (PIN, "0000"):
        with pytest.raises(KeystoreError):
            profiles.open(amina.id, secret)
    assert everything(home) == before
    profiles.recover(amina.id, code, "1357", "Amina")
    assert kept(profiles, amina.id, "1357") == {"text": "mine"}


@pytest.mark.parametrize("content", [None, b"", b"x" * 60, b"x" * 5000])
def test_a_damaged_count_of_tries_counts_as_five_and_keeps_nobody_out_for_good(
    profiles: ProfileStore, home: Path, amina: Profile, content: bytes | None
) -> None:
    for path in home.glob(f"keystore/{amina.id}.tries.secret*"):
        path.unlink()
        if content is not None:
            path.write_bytes(content)
    with pytest.raises(TooManyTriesError):
        profiles.open(amina.id, PIN)
    later = ProfileStore(
        home, FileKeystore(home / "keystore"), ManualClock(), uptime=lambda: 100, kinds=KINDS
    )
    assert kept(later, amina.id) == {"text": "mine"}


def test_one_damaged_copy_of_each_file_costs_nothing(
    profiles: ProfileStore, home: Path, amina: Profile, code: RecoveryCode
) -> None:
    for pattern in ("profiles/*/profile.json", "keystore/*.secret.copy"):
        for path in home.glob(pattern):
            path.write_bytes(b"")
    with pytest.raises(WrongSecretError) as caught:
        profiles.open(amina.id, "0000")
    assert caught.value.tries_left == 4
    assert profiles.profiles() == [amina]
    assert kept(profiles, amina.id) == {"text": "mine"}
    profiles.recover(amina.id, code, "1357")


def test_damage_to_both_is_told_before_a_try_is_counted(
    profiles: ProfileStore, home: Path, amina: Profile, folder: Path
) -> None:
    good = {path: path.read_bytes() for path in profilefile.copies(folder).paths}
    for path, raw in good.items():
        at = raw.index(b'"sealed": "') + 20
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
    for _ in range(6):
        with pytest.raises(DamagedRecordError):
            profiles.open(amina.id, PIN)
    for path, raw in good.items():
        path.write_bytes(raw)
    with pytest.raises(WrongSecretError) as caught:
        profiles.open(amina.id, "0000")
    assert caught.value.tries_left == 4


def test_a_profile_of_a_version_before_opens_and_stands_twice_from_then_on(
    profiles: ProfileStore, home: Path, amina: Profile, folder: Path, code: RecoveryCode
) -> None:
    for path in home.glob("keystore/*.secret"):
        content = FileKeystore(home / "keystore").get(path.name.removesuffix(".secret"))
        assert content is not None
        path.write_bytes(content)
        path.with_name(path.name + ".copy").unlink()
    say_as_before(folder, json.dumps(said(folder), indent=1).encode())
    assert profiles.profiles() == [amina]
    with pytest.raises(WrongSecretError):
        profiles.open(amina.id, "0000")
    assert not profilefile.copies(folder).are_alike(), "nothing has shown that it is whole"
    assert kept(profiles, amina.id) == {"text": "mine"}
    assert profilefile.copies(folder).are_alike()
    folder.joinpath("profile.json").unlink()
    profiles.recover(amina.id, code, "1357")
    assert kept(profiles, amina.id, "1357") == {"text": "mine"}


def test_a_long_name_is_cut_and_never_costs_a_profile(profiles: ProfileStore) -> None:
    profile = profiles.create("أ" * 300_000)
    assert len(profile.name) == profilefile.LONGEST_NAME
    assert profiles.profiles() == [profile]
    assert profiles.rename(profile.id, "x" * 300_000) in profiles.profiles()


WRAP = {"way": "device", "salt": "A" * 22 + "==", "sealed": "A" * 80, "stretching": None}
SECRET = {**WRAP, "way": "secret", "stretching": {"memory_kib": 64, "passes": 1, "lanes": 1}}
GOOD = {"format": 1, "lock": "none", "card": "A" * 80, "wraps": [WRAP]}
COSTLY = {**SECRET, "stretching": {"memory_kib": 2**20, "passes": 8, "lanes": 4}}


def text(**changed: object) -> bytes:
    return json.dumps({**GOOD, **changed}).encode()


def pin(**changed: object) -> bytes:
    return text(lock="pin", wraps=[{**SECRET, **changed}])


ODD = [
    b"[" * 100_000,
    b'{"x":' * 20_000,
    text(x=0)[:-1] + b',"y":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    text().replace(b'"format": 1', b'"format": 1e999'),
    text().replace(b'"format": 1', b'"format": NaN'),
    text().replace(b'"format": 1', b'"format": ' + b"9" * 5000),
    text(format=True),
    text(format=0),
    text(format=-1),
    text(lock="pin"),
    text(lock=["pin"]),
    text(card=7),
    text(card="A" * 100_000),
    text(card=""),
    text(card="é"),
    text(wraps=None),
    text(wraps=[]),
    text(wraps=[WRAP, WRAP]),
    text(wraps=[WRAP] * 1000),
    text(wraps=[{**WRAP, "way": ["device"]}]),
    text(wraps=[{**WRAP, "way": "\ud800"}]),
    text(wraps=[{**WRAP, "salt": ""}]),
    text(wraps=[{**WRAP, "sealed": "A" * 800}]),
    text(wraps=[{**WRAP, "stretching": SECRET["stretching"]}]),
    text(wraps=[{"way": "device"}]),
    pin(stretching=None),
    pin(stretching="abc"),
    pin(stretching={}),
    pin(stretching={"memory_kib": 2**20, "passes": 8, "lanes": 4}),
    pin(stretching={"memory_kib": 64, "passes": 10**30, "lanes": 1}),
    pin(stretching={"memory_kib": 64.0, "passes": 1, "lanes": 1}),
    pin(stretching={"memory_kib": 64, "passes": True, "lanes": 1}),
    pin(stretching={"memory_kib": 0, "passes": 1, "lanes": 1}),
    pin(stretching={"memory_kib": 64, "passes": 1, "lanes": -1}),
    b"null",
    b"",
]


def test_the_good_one_is_good() -> None:
    assert profilefile.parse(text()).lock == "none"
    assert profilefile.parse(pin()).lock == "pin"


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_values_are_one_error_and_hide_nobody(
    profiles: ProfileStore, amina: Profile, folder: Path, odd: bytes
) -> None:
    stays = profiles.create("Yacine")
    say_as_before(folder, odd)
    if 0 < len(odd) <= 128 * 1024:
        say(folder, odd)
    assert {each.id for each in profiles.profiles()} == {amina.id, stays.id}
    for call in (
        lambda: profiles.open(amina.id, PIN),
        lambda: profiles.change_secret(amina.id, PIN, "1357"),
        lambda: profiles.wait(amina.id),
    ):
        with pytest.raises(DamagedRecordError):
            call()


JSON: st.SearchStrategy[object] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["pin", "secret"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
COSTS = st.fixed_dictionaries(
    {
        "memory_kib": JSON | st.integers(0, 2**21),
        "passes": JSON | st.integers(0, 99),
        "lanes": JSON | st.integers(0, 99),
    }
)
WRAPS = st.fixed_dictionaries(
    {"way": JSON, "salt": JSON | st.just(WRAP["salt"]), "sealed": JSON, "stretching": COSTS | JSON}
)
FILES = st.fixed_dictionaries(
    {"format": JSON | st.just(1), "lock": JSON, "card": JSON, "wraps": JSON | st.lists(WRAPS, max_size=3)}
)


@settings(max_examples=examples(500))
@given(st.binary(max_size=300) | (JSON | FILES).map(lambda value: json.dumps(value).encode()))
@example(json.dumps({**GOOD, "lock": "pin", "wraps": [COSTLY]}).encode())
def test_any_bytes_are_a_file_or_a_typed_error(raw: bytes) -> None:
    try:
        file = profilefile.parse(raw)
    except (ShapeError, ValueError, StoreTooNewError):
        return
    assert file.lock in ("none", "pin", "passphrase")
    for wrap in file.wraps:
        assert wrap.stretching is None or wrap.stretching.memory_kib * wrap.stretching.passes <= 512 * 1024
