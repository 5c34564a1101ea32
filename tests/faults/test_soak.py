"""Many messages of every kind, through a network that cuts, loses and stalls, while both sides are killed and the
device's clock is set by minutes and by years, again and again.

`make soak` runs a thousand; here are fewer. The seed is printed; `QARIB_SOAK_SEED` repeats a run, as far as the
system's own timing lets it.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.faults import careless_ministry
from tests.faults.soaking import Soak

pytestmark = [pytest.mark.fault, pytest.mark.heavy]

MESSAGES = int(os.environ.get("QARIB_SOAK_MESSAGES", "60"))


async def test_none_is_lost_doubled_or_half_written(tmp_path: Path) -> None:
    seed = int(os.environ.get("QARIB_SOAK_SEED", random.randrange(10**6)))
    print(f"seed {seed}")
    tally = await Soak(tmp_path, messages=MESSAGES, seed=seed).run()
    print(tally)
    assert tally.clean, f"{tally}, seed {seed}"
    assert tally.kills.total() >= 3
    assert tally.clocks
    assert {"cut", "lost", "stalled"} <= tally.met.keys()


async def test_control_an_answer_kept_outside_the_effects_transaction_is_found(tmp_path: Path) -> None:
    tally = await Soak(tmp_path, messages=10, seed=1, module=careless_ministry.__name__).run(at_gap=True)
    print(tally)
    assert tally.half
