from __future__ import annotations

import pytest

from services.registry import KINDS
from services.vault import RecordStore, Vault
from tests.memory_store import InMemoryRecordStore
from tests.unit.vault.record_store_suite import RecordStoreSuite


class TestVault(RecordStoreSuite):
    @pytest.fixture
    def store(self, vault: Vault) -> RecordStore:
        return vault


class TestInMemoryRecordStore(RecordStoreSuite):
    @pytest.fixture
    def store(self) -> RecordStore:
        return InMemoryRecordStore(KINDS)
