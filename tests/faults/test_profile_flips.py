"""Single bits flip in what opens a profile: neither PIN nor code is locked out, and no right PIN is called wrong.

The control is the same profile as versions before kept it: each file once, without a digest.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from services.errors import VaultError, WrongSecretError
from services.registry import KINDS
from services.vault import FileKeystore, ProfileStore, profilefile
from services.vault.keys import Stretching
from services.vault.recovery import RecoveryCode
from tests.manual_clock import ManualClock

pytestmark = pytest.mark.fault

CODE = RecoveryCode(12345678901234567890)
PIN = "2468"
CHEAP = Stretching(memory_kib=64, passes=1, lanes=1)
FLIPS, CONTROLS = 2000, 300


def store_in(home: Path) -> ProfileStore:
    return ProfileStore(
        home,
        FileKeystore(home / "keystore"),
        ManualClock(),
        stretching=CHEAP,
        uptime=lambda: 100.0,
        kinds=KINDS,
    )


def made(home: Path) -> str:
    store = store_in(home)
    amina = store.create("Amina", PIN, CODE)
    store.create("Yacine")
    with (vault := store.open(amina.id, PIN)).transaction() as tx:
        tx.put("draft", "1", {"text": "mine"})
    vault.close()
    return amina.id


def as_before(home: Path) -> None:
    for path in [*home.glob("profiles/*/profile.json"), *home.glob("keystore/*.secret")]:
        path.write_bytes(path.read_bytes().partition(b"\n")[2])
        path.with_name(path.name + ".copy").unlink()


def found(home: Path, amina: str) -> Counter[str]:
    store, seen = store_in(home), Counter[str]()
    names = {profile.name for profile in store.profiles()}
    seen["others hidden"] += "Yacine" not in names
    seen["name lost"] += "Amina" not in names
    opened = False
    try:
        vault = store.open(amina, PIN)
        opened = vault.get("draft", "1") == {"text": "mine"}
        vault.close()
    except WrongSecretError as error:
        seen["right PIN called wrong"] += 1
        seen["tries counted"] += error.tries_left is not None
    except VaultError:
        pass
    seen["PIN locked out"] += not opened
    try:
        store.recover(amina, CODE, "1357", "Amina")
    except VaultError:
        seen["code locked out"] += 1
        seen["both locked out"] += not opened
    return seen


def flip(tmp_path: Path, template: Path, amina: str, times: int) -> Counter[str]:
    home, rng, seen = tmp_path / "home", random.Random(14), Counter[str]()
    files = [
        path
        for path in sorted(template.rglob("*"))
        if path.is_file() and (path.name.startswith("profile.json") or path.parent.name == "keystore")
    ]
    for _ in range(times):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(template, home)
        path = home / rng.choice(files).relative_to(template)
        raw = bytearray(path.read_bytes())
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
        path.write_bytes(raw)
        seen += found(home, amina)
    return +seen


@pytest.mark.heavy
def test_no_flipped_bit_locks_anybody_out(tmp_path: Path) -> None:
    amina = made(tmp_path / "template")
    seen = flip(tmp_path, tmp_path / "template", amina, FLIPS)
    print(f"{FLIPS} flips: {dict(seen)}")
    assert seen == {}
    assert profilefile.copies(tmp_path / "template" / "profiles" / amina).are_alike()


def test_control_without_copies_people_are_locked_out(tmp_path: Path) -> None:
    amina = made(tmp_path / "template")
    as_before(tmp_path / "template")
    seen = flip(tmp_path, tmp_path / "template", amina, CONTROLS)
    print(f"{CONTROLS} flips without copies and digests: {dict(seen)}")
    assert seen["PIN locked out"] > CONTROLS / 4
    assert seen["right PIN called wrong"] > 0
