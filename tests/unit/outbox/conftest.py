from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.clock import ManualClock
from services.registry import KINDS
from services.vault import InMemoryKeystore, InMemoryRecordStore, ProfileStore, RecordStore
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(params=["memory", "vault"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> Iterator[RecordStore]:
    """The store in memory and the real one, in turn."""
    store: RecordStore = InMemoryRecordStore(KINDS)
    if request.param == "vault":
        profiles = ProfileStore(tmp_path, InMemoryKeystore(), clock, kinds=KINDS)
        store = profiles.open(profiles.create("Amina").id)
    yield store
    store.close()


@pytest.fixture
def ministry() -> ModelMinistry:
    return ModelMinistry()


@pytest.fixture
def desk(store: RecordStore, clock: ManualClock, ministry: ModelMinistry) -> Desk:
    return Desk(store, clock, ministry)
