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
from tests.faults.disk.changes import CHANGES, CONTROL, Acts, Snapshot, opened
from tests.faults.disk.shim import KILL, BadDisk

FAILURES = {"error": errno.EIO, "full": errno.ENOSPC, "kill": KILL}
Act = Callable[[Acts], None]


@dataclass
class Found:
    writes: int = 0
    halves: list[str] = field(default_factory=list)

    def check(self, snapshot: Snapshot, allowed: set[Snapshot], where: str) -> None:
        if snapshot not in allowed:
            self.halves.append(where)


def look(folder: Path) -> Snapshot:
    vault = opened(folder)
    try:
        return Acts(vault).snapshot()
    finally:
        vault.close()


def fail_each(disk: BadDisk, work: Path, act: Act, how: str) -> Found:
    template = work / "template"
    vault = opened(template)
    Acts(vault).prepare()
    before = Acts(vault).snapshot()
    vault.close()
    whole = work / "whole"
    shutil.copytree(template, whole)
    disk.arm(whole, 0, 0)
    once(whole, act)
    calls = disk.disarm()
    after = look(whole)
    assert before != after
    found = Found()
    for number in range(1, calls + 1):
        folder = work / str(number)
        shutil.copytree(template, folder)
        found.writes += 1
        try_with = killed if how == "kill" else failed
        try_with(disk, folder, act, number, how, before, after, found)
        shutil.rmtree(folder)
    return found


def once(folder: Path, act: Act) -> None:
    vault = opened(folder)
    act(Acts(vault))
    vault.close()


def failed(
    disk: BadDisk,
    folder: Path,
    act: Act,
    number: int,
    how: str,
    before: Snapshot,
    after: Snapshot,
    found: Found,
) -> None:
    """The write fails and the process lives on; then there is room again, and it is done once more."""
    disk.arm(folder, number, FAILURES[how], sticky=how == "full")
    succeeded = False
    try:
        vault = opened(folder)
    except VaultError:
        disk.disarm()
        found.check(look(folder), {before}, f"{number}: opening")
        return
    try:
        act(Acts(vault))
        succeeded = True
    except VaultError:
        pass
    finally:
        disk.disarm()
    allowed = {after} if succeeded else {before, after}
    now = Acts(vault).snapshot()
    found.check(now, allowed, f"{number}: at once, {succeeded=}")
    if now == before:
        act(Acts(vault))
        found.check(Acts(vault).snapshot(), {after}, f"{number}: once more")
    vault.close()
    found.check(look(folder), {after}, f"{number}: opened again, {succeeded=}")


def killed(
    disk: BadDisk,
    folder: Path,
    act: Act,
    number: int,
    how: str,
    before: Snapshot,
    after: Snapshot,
    found: Found,
) -> None:
    child = os.fork()
    if not child:
        disk.arm(folder, number, FAILURES[how])
        once(folder, act)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it was not killed"
    assert os.WTERMSIG(status) == signal.SIGKILL
    found.check(look(folder), {before, after}, f"{number}: after the kill")


def main() -> None:
    folder, how, *changes = sys.argv[1:]
    for name in changes:
        act = Acts.send_request_in_two if name == CONTROL else CHANGES[name]
        found = fail_each(BadDisk(), Path(folder) / name, act, how)
        print(json.dumps({"change": name, "writes": found.writes, "halves": found.halves}))


if __name__ == "__main__":
    main()
