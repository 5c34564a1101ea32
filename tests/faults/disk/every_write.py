"""A process on the failing disk: each change is made again and again, and each time another write of it fails.

    python -m tests.faults.disk.every_write FOLDER error|full|kill CHANGE…

Prints a line of JSON for each change: how many writes were failed, and each half state that was found.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from services.errors import VaultError
from services.vault.database import DATABASE
from tests.faults.disk.changes import CHANGES, CONTROL, REPAIR, Acts, Snapshot, made, opened
from tests.faults.disk.shim import KILL, BadDisk

FAILURES = {"error": errno.EIO, "full": errno.ENOSPC, "kill": KILL}
Act = Callable[[Acts], None]


@dataclass
class Found:
    writes: int = 0
    halves: list[str] = field(default_factory=list)


def look(folder: Path) -> Snapshot:
    vault = opened(folder)
    try:
        return Acts(vault).snapshot()
    finally:
        vault.close()


def nothing(acts: Acts) -> None:
    """Opening alone is what is tried."""


def spoil(folder: Path) -> None:
    """Destroy the first page.

    Nothing can be opened without a repair, and a repair finds everything.
    """
    with (folder / DATABASE).open("r+b") as file:
        file.write(bytes(4096))


def fail_each(disk: BadDisk, work: Path, how: str, act: Act, damage: Callable[[Path], None] | None) -> Found:
    template = work / "template"
    vault = made(template)
    Acts(vault).prepare()
    before = Acts(vault).snapshot()
    vault.close()
    if damage is not None:
        damage(template)
    whole = work / "whole"
    shutil.copytree(template, whole)
    disk.arm(whole, 0, 0)
    once(whole, act)
    calls = disk.disarm()
    after = look(whole)
    assert (before != after) == (act is not nothing)
    found = Found()
    for number in range(1, calls + 1):
        folder = work / str(number)
        shutil.copytree(template, folder)
        found.writes += 1
        trial = Trial(disk, folder, number, how, act, before, after, found)
        trial.kill() if how == "kill" else trial.fail()
        shutil.rmtree(folder)
    return found


def once(folder: Path, act: Act) -> None:
    vault = opened(folder)
    act(Acts(vault))
    vault.close()


@dataclass
class Trial:
    """One write of a change fails, the `number`-th."""

    disk: BadDisk
    folder: Path
    number: int
    how: str
    act: Act
    before: Snapshot
    after: Snapshot
    found: Found

    def fail(self) -> None:
        """Fail the write in a living process, then do it once more."""
        self.disk.arm(self.folder, self.number, FAILURES[self.how], sticky=self.how == "full")
        succeeded = False
        try:
            vault = opened(self.folder)
        except VaultError:
            self.disk.disarm()
            self._check(look(self.folder), {self.before}, "opening")
            return
        try:
            self.act(Acts(vault))
            succeeded = True
        except VaultError:
            pass
        finally:
            self.disk.disarm()
        allowed = {self.after} if succeeded else {self.before, self.after}
        now = Acts(vault).snapshot()
        self._check(now, allowed, f"at once, {succeeded=}")
        if now == self.before:
            self.act(Acts(vault))
            self._check(Acts(vault).snapshot(), {self.after}, "once more")
        vault.close()
        self._check(look(self.folder), {self.after}, f"opened again, {succeeded=}")

    def kill(self) -> None:
        child = os.fork()
        if not child:
            self.disk.arm(self.folder, self.number, FAILURES[self.how])
            once(self.folder, self.act)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "it was not killed"
        assert os.WTERMSIG(status) == signal.SIGKILL
        self._check(look(self.folder), {self.before, self.after}, "after the kill")

    def _check(self, snapshot: Snapshot, allowed: set[Snapshot], where: str) -> None:
        if snapshot not in allowed:
            self.found.halves.append(f"{self.number}: {where}")


def main() -> None:
    folder, how, *changes = sys.argv[1:]
    for name in changes:
        act, damage = SPECIAL.get(name) or (CHANGES[name], None)
        found = fail_each(BadDisk(), Path(folder) / name, how, act, damage)
        print(json.dumps({"change": name, "writes": found.writes, "halves": found.halves}))


SPECIAL: dict[str, tuple[Act, Callable[[Path], None] | None]] = {
    CONTROL: (Acts.send_request_in_two, None),
    REPAIR: (nothing, spoil),
}
"""What is no change that the app makes by itself."""


if __name__ == "__main__":
    main()
