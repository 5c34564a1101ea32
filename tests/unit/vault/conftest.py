from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.clock import ManualClock
from services.vault import InMemoryKeystore, ProfileStore, Vault
from services.vault.keys import Stretching

CHEAP = Stretching(memory_kib=64, passes=1, lanes=1)
"""Argon2id as cheap as it goes: what is tested is the use of it, not its cost."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def keystore() -> InMemoryKeystore:
    return InMemoryKeystore()


@pytest.fixture
def profiles(tmp_path: Path, keystore: InMemoryKeystore, clock: ManualClock) -> ProfileStore:
    return ProfileStore(tmp_path, keystore, clock, stretching=CHEAP)


@pytest.fixture
def vault(profiles: ProfileStore) -> Iterator[Vault]:
    opened = profiles.open(profiles.create("Amina Benali").id)
    yield opened
    opened.close()
