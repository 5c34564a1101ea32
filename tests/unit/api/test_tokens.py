"""One suite for every place where tokens are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from services.api.tokens import InMemoryTokenStore, KeptTokens, TokenStore, VaultTokenStore
from services.registry import KINDS
from services.vault import ProfileStore
from tests.manual_clock import ManualClock
from tests.memory_keystore import InMemoryKeystore
from tests.memory_store import InMemoryRecordStore

FIRST, SECOND = KeptTokens("a1", "r1", 1.5, 2.5), KeptTokens("a2", "r2", 3, 4)


def _in_a_vault(home: Path) -> TokenStore:
    profiles = ProfileStore(home, InMemoryKeystore(), ManualClock(), kinds=KINDS)
    return VaultTokenStore(profiles.open(profiles.create("Amina").id))


@pytest.fixture(
    params=[
        lambda _: InMemoryTokenStore(),
        lambda _: VaultTokenStore(InMemoryRecordStore(KINDS)),
        _in_a_vault,
    ],
    ids=["memory", "records in memory", "vault"],
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> TokenStore:
    make: Callable[[Path], TokenStore] = request.param
    return make(tmp_path)


def test_the_last_saved_are_kept_until_cleared(store: TokenStore) -> None:
    assert store.load() is None
    store.save(FIRST)
    assert store.load() == FIRST
    store.save(SECOND)
    assert store.load() == SECOND
    store.clear()
    assert store.load() is None
    store.clear()
