"""One suite for every place where tokens are kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from services.api.tokens import TOKEN, InMemoryTokenStore, KeptTokens, TokenStore, VaultTokenStore
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


def test_a_damaged_sign_in_counts_as_none_and_can_be_cleared_and_replaced(tmp_path: Path) -> None:
    profiles = ProfileStore(tmp_path, InMemoryKeystore(), ManualClock(), kinds=KINDS)
    profile = profiles.create("Amina")
    with closing(profiles.open(profile.id)) as vault:
        VaultTokenStore(vault).save(FIRST)
    (database,) = tmp_path.rglob("records.db")
    with closing(sqlite3.connect(database)) as connection, connection:
        damage = "UPDATE record SET body = zeroblob(length(body)) WHERE kind = ?"
        assert connection.execute(damage, (TOKEN,)).rowcount == 1
    with closing(profiles.open(profile.id)) as vault:
        store = VaultTokenStore(vault)
        assert store.load() is None
        store.clear()
        assert TOKEN not in vault.census()
        store.save(SECOND)
        assert store.load() == SECOND


def test_a_sign_in_of_another_shape_counts_as_none() -> None:
    records = InMemoryRecordStore(KINDS)
    with records.transaction() as tx:
        tx.put(TOKEN, "current", {"access": 3})
    assert VaultTokenStore(records).load() is None
