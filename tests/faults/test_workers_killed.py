"""One worker and four, under load, killed at random: nothing is lost, nothing is there twice, limits are exact.

`make soak` breaks it longer. The seed is printed; `QARIB_SOAK_SEED` repeats a run as far as timing lets it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.workers.load import under_load
from tests.object_store import ObjectStore

pytestmark = [pytest.mark.fault, pytest.mark.heavy]
BREAKS = int(os.environ.get("QARIB_SOAK_BREAKS", "5"))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    started = ObjectStore(tmp_path / "store")
    started.start()
    for name, value in started.environment.items():
        monkeypatch.setenv(name, value)
    yield started
    started.stop()


@pytest.mark.parametrize(("workers", "papers"), [(1, "folder"), (4, "s3")])
async def test_nothing_is_lost_or_doubled(
    tmp_path: Path, workers: int, papers: str, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue("store") if papers == "s3" else None
    seed = int(os.environ.get("QARIB_SOAK_SEED", random.randrange(10**6)))
    print(f"seed {seed}")
    outcome = await under_load(tmp_path, workers=workers, breaks=BREAKS, seed=seed, store=store)
    print(outcome)
    assert not outcome.faults, outcome
    assert not outcome.record.wrong, outcome
    assert not outcome.late, outcome
    assert outcome.ledger.receipts, outcome
    assert outcome.decided, outcome
