"""One worker and four, under load, killed at random: nothing is lost, nothing is there twice, limits are exact.

`make soak` breaks it longer. The seed is printed; `QARIB_SOAK_SEED` repeats a run as far as timing lets it.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.faults.workers.load import under_load

pytestmark = pytest.mark.fault
BREAKS = int(os.environ.get("QARIB_SOAK_BREAKS", "4"))


@pytest.mark.parametrize("workers", [1, 4])
async def test_nothing_is_lost_or_doubled(tmp_path: Path, workers: int) -> None:
    seed = int(os.environ.get("QARIB_SOAK_SEED", random.randrange(10**6)))
    print(f"seed {seed}")
    outcome = await under_load(tmp_path, workers=workers, breaks=BREAKS, seed=seed)
    print(outcome)
    assert not outcome.faults, outcome
    assert not outcome.record.wrong, outcome
    assert not outcome.late, outcome
    assert outcome.ledger.receipts, outcome
    assert outcome.decided, outcome
