"""The process that writes is killed at any moment: what was acknowledged is there, so is most of the rest.

A kill proves that no half state is ever left by the program; that nothing is lost at a power cut rests on WAL
with `synchronous=FULL` and the order of fsyncs, which other tests pin.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.clock import SystemClock
from services.drafts import DraftRepository
from services.models.person import Profile
from services.registry import KINDS
from services.vault import FileKeystore, ProfileStore, Vault
from tests.faults.vault_writer import DRAFT_ID, text_of

pytestmark = pytest.mark.fault

MAY_BE_MISSING = 0.3
"""Seconds of typing that a kill may cost."""


@dataclass
class Death:
    """What a writer said until it was killed, and when that was."""

    lines: list[list[str]]
    killed_at: float

    def times(self, what: str) -> dict[int, float]:
        return {int(line[1]): float(line[2]) for line in self.lines if line[0] == what}

    def stalls(self) -> float:
        """Return the seconds that the machine, not the program, stood still."""
        typed = [*self.times("typed").values(), self.killed_at]
        pauses = [later - earlier - 0.05 for earlier, later in itertools.pairwise(typed)]
        saved = self.times("saved")
        writings = [saved.get(n, self.killed_at) - begun - 0.1 for n, begun in self.times("begin").items()]
        return max(0.0, *pauses) + max(0.0, *writings, 0.0)


@pytest.fixture
def profiles(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path, FileKeystore(tmp_path / "keystore"), SystemClock(), kinds=KINDS)


@pytest.fixture
def profile(profiles: ProfileStore) -> Profile:
    return profiles.create("Amina Benali")


@pytest.fixture
def die(tmp_path: Path, profile: Profile) -> Callable[..., Death]:
    def start_and_kill(what: str, after: float, *more: str) -> Death:
        command = [sys.executable, "-m", "tests.faults.vault_writer", what, str(tmp_path), profile.id, *more]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(after)  # the moment of death is the input of this test, not a wait for something
            killed_at = time.monotonic()
            writer.send_signal(signal.SIGKILL)
            lines = [
                line.split() for line in writer.stdout.read().splitlines(keepends=True) if line[-1] == "\n"
            ]
        return Death(lines, killed_at)

    return start_and_kill


def reopen(profiles: ProfileStore, profile: Profile) -> Vault:
    return profiles.open(profile.id)


def missing_seconds(death: Death, kept: int) -> float:
    """Return how long before the kill the first loss was typed."""
    lost = [moment for number, moment in death.times("typed").items() if number > kept]
    return max(0.0, death.killed_at - min(lost)) if lost else 0.0


def kept_number(profiles: ProfileStore, profile: Profile) -> int:
    vault = reopen(profiles, profile)
    draft = DraftRepository(vault).get(DRAFT_ID)
    assert not vault.damaged()
    assert [head.id for head in vault.heads("draft")] in ([], [DRAFT_ID])
    vault.close()
    if draft is None:
        return 0
    text = str(draft.inputs["text"])
    number = int(text.split(maxsplit=1)[0])
    assert text == text_of(number), "half of one text and half of another"
    return number


@pytest.mark.heavy
def test_typing(profiles: ProfileStore, profile: Profile, die: Callable[..., Death]) -> None:
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    print(f"seed {seed}")
    worst = 0.0
    for _ in range(12):
        death = die("drafts", moments.uniform(0.0, 0.5))
        kept = kept_number(profiles, profile)
        assert not [line for line in death.lines if line[0] == "error"]
        assert kept >= max(death.times("saved"), default=0), "what was acknowledged is gone"
        missing = missing_seconds(death, kept)
        assert missing <= MAY_BE_MISSING + death.stalls()
        worst = max(worst, missing)
    print(f"12 kills, at most the last {worst * 1000:.0f} ms of typing missing")


def test_a_saver_that_waits_too_long_is_found(
    profiles: ProfileStore, profile: Profile, die: Callable[..., Death]
) -> None:
    # The control: with the writing put off for longer, the same check sees the loss.
    death = die("drafts", 0.6, "20")
    assert missing_seconds(death, kept_number(profiles, profile)) > MAY_BE_MISSING


def test_keeping_attachments(profiles: ProfileStore, profile: Profile, die: Callable[..., Death]) -> None:
    acknowledged: dict[str, str] = {}
    moments = random.Random(seed := random.randrange(10**6))
    print(f"seed {seed}")
    for _ in range(5):
        death = die("attachments", moments.uniform(0.0, 0.2))
        acknowledged |= {line[1]: line[2] for line in death.lines if line[0] == "kept"}
        vault = reopen(profiles, profile)
        known = vault.ids("document")
        assert known >= acknowledged.keys()
        swept = vault.attachments.sweep(lambda known=known: known, 0.0)  # type: ignore[misc]
        assert len(swept) <= 1, "at most the one between file and record"
        for attachment_id in known:
            with vault.attachments.open(attachment_id) as file:
                body = vault.get("document", attachment_id)
                assert body == {"sha256": hashlib.sha256(file.read()).hexdigest()}
        vault.close()
    folder = profiles._folder / profile.id / "attachments"
    assert {path.name for path in folder.iterdir()} == known
    assert acknowledged
