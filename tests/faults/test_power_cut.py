"""The power is cut while drafts and papers are written: what was acknowledged is there, and nothing is half.

Modelled by a copy of the image of a mounted disk, taken while the writer is stopped: what it wrote and the system
still holds in memory is not in it. Needs root and a loop device, and skips plainly without.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from services.errors import VaultError
from services.vault import Vault
from tests.faults.disk.changes import opened
from tests.faults.disk.loop import LoopDisk, mounted

pytestmark = [pytest.mark.fault, pytest.mark.heavy]

CUTS = int(os.environ.get("QARIB_SOAK_CUTS", "4"))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[LoopDisk]:
    disk = LoopDisk(tmp_path)
    yield disk
    disk.close()


@dataclass
class Acknowledged:
    """What the store acknowledged to the writer before the power went."""

    records: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    writes: int = 0

    def take(self, line: str) -> None:
        match line.split():
            case ["record", record_id, number]:
                self.records[record_id] = int(number)
                self.writes += 1
            case ["file", file_id, sha256]:
                self.files[file_id] = sha256
                self.writes += 1
            case ["gone", file_id]:
                self.files.pop(file_id, None)


@dataclass
class Lost:
    records: int = 0
    files: int = 0
    unreadable: int = 0

    @property
    def anything(self) -> bool:
        return any((self.records, self.files, self.unreadable))


def write_and_cut(disk: LoopDisk, how: str, seconds: float) -> tuple[Acknowledged, Path]:
    """Let a process write for `seconds`, then cut. Returns what was acknowledged."""
    heard = disk.at.with_name("heard")
    with heard.open("wb") as said:
        command = [sys.executable, "-m", "tests.faults.disk.power_writer", str(disk.at / "home"), how]
        writer = subprocess.Popen(command, stdout=said)
    try:
        until = time.monotonic() + 20
        while not heard.read_bytes():
            assert time.monotonic() < until, "the writer did not start"
            time.sleep(0.01)
        time.sleep(seconds)  # the moment of the cut is the input of this test, not a wait for something
        writer.send_signal(signal.SIGSTOP)
        lines = heard.read_text().splitlines(keepends=True)
        image = disk.cut()
    finally:
        writer.kill()
        writer.wait()
    known = Acknowledged()
    for line in lines:
        if line.endswith("\n"):
            known.take(line)
    return known, image


def find_lost(image: Path, known: Acknowledged) -> Lost:
    lost = Lost()
    with mounted(image) as at:
        try:
            vault = opened(at / "home")
        except VaultError:
            return Lost(unreadable=1)
        for record_id, number in known.records.items():
            try:
                body = vault.get("draft", record_id)
            except VaultError:
                lost.unreadable += 1
            else:
                # It may have been rewritten after the last line that was read.
                lost.records += body is None or body["number"] < number
        for file_id, sha256 in known.files.items():
            lost.files += not _is_there(vault, file_id, sha256)
        lost.unreadable += len(vault.damaged())
        vault.close()
    return lost


def _is_there(vault: Vault, file_id: str, sha256: str) -> bool:
    body = vault.get("document", file_id)
    if body is None or body["sha256"] != sha256:
        return True  # deleted or replaced after the last word that was heard
    try:
        with vault.attachments.open(file_id) as file:
            return hashlib.sha256(file.read()).hexdigest() == sha256
    except (VaultError, FileNotFoundError):
        return False


def test_nothing_acknowledged_is_lost(disk: LoopDisk) -> None:
    seed = int(os.environ.get("QARIB_SOAK_SEED", random.randrange(10**6)))
    moments = random.Random(seed)
    writes = 0
    for _ in range(CUTS):
        known, image = write_and_cut(disk, "whole", moments.uniform(0.1, 0.8))
        lost = find_lost(image, known)
        writes += known.writes
        assert not lost.anything, f"{lost}, seed {seed}"
    print(f"seed {seed}: {CUTS} cuts, {writes} acknowledged writes, 0 lost")
    assert writes


@pytest.mark.parametrize("how", ["no-sync", "rename-without-fsync"])
def test_control_without_waiting_for_the_medium_it_is_lost(disk: LoopDisk, how: str) -> None:
    # The system writes when it likes: where it was quick, the power is cut once more.
    for _ in range(6):
        known, image = write_and_cut(disk, how, 0.5)
        lost = find_lost(image, known)
        print(f"{how}: {known.writes} acknowledged writes, {lost}")
        shutil.rmtree(disk.at / "home")
        if lost.anything:
            return
    pytest.fail("nothing was lost, though nothing was waited for")
