from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.clock import ManualClock
from services.registry import KINDS
from services.vault import FileKeystore, InMemoryKeystore, ProfileStore, Vault, profilefile, repair
from services.vault.keys import Stretching

CHEAP = Stretching(memory_kib=64, passes=1, lanes=1)
"""Argon2id as cheap as it goes: what is tested is the use of it, not its cost."""


@pytest.fixture(autouse=True)
def looks_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is looked at whole, however busy the machine.

    It is usually looked at for 25 ms, which a busy machine may spend elsewhere.
    """
    monkeypatch.setattr(repair, "monotonic", lambda: 0.0)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def keystore() -> InMemoryKeystore:
    return InMemoryKeystore()


@pytest.fixture
def profiles(tmp_path: Path, keystore: InMemoryKeystore, clock: ManualClock) -> ProfileStore:
    return ProfileStore(tmp_path, keystore, clock, stretching=CHEAP, kinds=KINDS)


def in_files(home: Path, clock: ManualClock) -> ProfileStore:
    """Make profiles with secrets in files. The device's uptime does not pass."""
    return ProfileStore(
        home, FileKeystore(home / "keystore"), clock, stretching=CHEAP, uptime=lambda: 1000.0, kinds=KINDS
    )


@pytest.fixture
def vault(profiles: ProfileStore) -> Iterator[Vault]:
    opened = profiles.open(profiles.create("Amina Benali").id)
    yield opened
    opened.close()


def said(folder: Path) -> Any:
    """Return what the file of a profile says."""
    content = profilefile.copies(folder).read()
    assert content is not None
    return json.loads(content)


def say(folder: Path, text: Any) -> None:
    """Change the file of a profile, in both copies. With right digests."""
    profilefile.copies(folder).write(text if isinstance(text, bytes) else json.dumps(text).encode())


def say_as_before(folder: Path, text: bytes) -> None:
    """Write the file as earlier versions did: once, without digest."""
    first, second = profilefile.copies(folder).paths
    second.unlink()
    first.write_bytes(text)
