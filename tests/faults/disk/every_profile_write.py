"""A process on the failing disk: profiles are made, changed and erased, and each time another write of it fails.

    python -m tests.faults.disk.every_profile_write FOLDER error|full|kill

Prints a line of JSON for each act: how many writes were failed, and each state that should not be.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from services.clock import ManualClock
from services.errors import VaultError, WrongSecretError
from services.registry import KINDS
from services.vault import FileKeystore, ProfileStore, profilefile
from services.vault.keys import Stretching
from services.vault.recovery import RecoveryCode
from tests.faults.disk.every_write import FAILURES
from tests.faults.disk.shim import BadDisk

CODE = RecoveryCode(12345678901234567890)
OLD, NEW = "2468", "1357"
CHEAP = Stretching(memory_kib=64, passes=1, lanes=1)
Act = Callable[[ProfileStore, str], object]

ACTS: dict[str, Act] = {
    "create": lambda store, _: store.create("Yacine", NEW),
    "rename": lambda store, amina: store.rename(amina, "Mina"),
    "change_secret": lambda store, amina: store.change_secret(amina, OLD, NEW),
    "change_code": lambda store, amina: store.change_code(amina, OLD, CODE),
    "recover": lambda store, amina: store.recover(amina, CODE, NEW),
    "open_old": lambda store, amina: store.open(amina, OLD).close(),
    "erase": lambda store, amina: store.erase(amina),
}


def store_in(home: Path) -> ProfileStore:
    return ProfileStore(
        home,
        FileKeystore(home / "keystore"),
        ManualClock(),
        stretching=CHEAP,
        uptime=lambda: 100.0,
        kinds=KINDS,
    )


def made(home: Path, act: str) -> str:
    store = store_in(home)
    amina = store.create("Amina", OLD, CODE)
    with (vault := store.open(amina.id, OLD)).transaction() as tx:
        tx.put("draft", "1", {"text": "mine"})
    vault.close()
    if act == "open_old":
        copies = profilefile.copies(home / "profiles" / amina.id)
        content = copies.read()
        assert content is not None
        copies.paths[1].unlink()
        copies.paths[0].write_bytes(content)
    return amina.id


def opens(store: ProfileStore, profile_id: str, secret: str) -> bool:
    try:
        vault = store.open(profile_id, secret)
    except WrongSecretError:
        return False
    vault.close()
    return True


def wrong(home: Path, act: str, amina: str) -> list[str]:
    """Return what is wrong after an act that a fault cut."""
    store = store_in(home)
    listed = {profile.name: profile for profile in store.profiles()}
    said = [f"listed as {profile}" for profile in listed.values() if not profile.name or profile.damaged]
    ids = {profile.id for profile in listed.values()}
    if {path.name for path in (home / "profiles").iterdir()} != ids:
        said.append("a folder without a profile, or a profile without a folder")
    if {path.name.partition(".")[0] for path in (home / "keystore").glob("*.secret*")} != ids:
        said.append("a secret without a profile, or a profile without a secret")
    if "Yacine" in listed and not opens(store, listed["Yacine"].id, NEW):
        said.append("what was created does not open")
    if act == "erase" and amina not in ids:
        return said
    if amina not in ids:
        return [*said, "a profile is gone"]
    secrets = {OLD, NEW if act in ("change_secret", "recover") else OLD}
    if sum(opens(store, amina, secret) for secret in secrets) != 1:
        said.append("not one secret opens it")
    if not profilefile.copies(home / "profiles" / amina).are_alike():
        said.append("the copies are not alike")
    store.recover(amina, CODE, "8642")
    with (vault := store.open(amina, "8642")).transaction():
        if vault.get("draft", "1") != {"text": "mine"}:
            said.append("the draft is lost")
    vault.close()
    return said


def once(disk: BadDisk, home: Path, act: str, amina: str, at: int, how: str) -> None:
    disk.arm(home, at, FAILURES[how], sticky=how == "full")
    try:
        ACTS[act](store_in(home), amina)
    except VaultError:
        pass
    finally:
        disk.disarm()


def fail_each(disk: BadDisk, work: Path, act: str, how: str) -> dict[str, object]:
    template, whole = work / "template", work / "whole"
    amina = made(template, act)
    shutil.copytree(template, whole)
    disk.arm(whole, 0, 0)
    ACTS[act](store_in(whole), amina)
    calls = disk.disarm()
    bad = wrong(whole, act, amina)
    for number in range(1, calls + 1):
        home = work / str(number)
        shutil.copytree(template, home)
        if how == "kill":
            child = os.fork()
            if not child:
                once(disk, home, act, amina, number, how)
                os._exit(0)
            os.waitpid(child, 0)
        else:
            once(disk, home, act, amina, number, how)
        bad += [f"{number}: {each}" for each in wrong(home, act, amina)]
        shutil.rmtree(home)
    return {"act": act, "writes": calls, "bad": bad}


def main() -> None:
    folder, how = sys.argv[1:]
    for act in ACTS:
        print(json.dumps(fail_each(BadDisk(), Path(folder) / act, act, how)))


if __name__ == "__main__":
    main()
