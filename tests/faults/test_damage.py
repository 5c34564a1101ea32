"""Any part of a profile is damaged: no other part is lost for it, and what is damaged is said.

`python -m tests.faults.damage --flips 2000` does it at length; here are fewer. The seed is printed, and
`QARIB_SOAK_SEED` repeats a run.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from services.cases import CaseRepository
from services.document_repository import DocumentRepository
from services.drafts import DraftRepository
from services.vault import Vault, repair, salvage
from tests.faults.damage import flipped, spoiled
from tests.faults.damaged_profile import Home, furnish

pytestmark = pytest.mark.fault

FLIPS = int(os.environ.get("QARIB_SOAK_FLIPS", "60"))


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Home, Home, Home]:
    return furnish(tmp_path, drafts=16)


@pytest.mark.heavy
def test_one_bit_costs_no_more_than_what_it_hits(homes: tuple[Home, Home, Home]) -> None:
    seed = int(os.environ.get("QARIB_SOAK_SEED", random.randrange(10**6)))
    tallies = flipped(homes[1:], FLIPS, seed)
    for tally in tallies.values():
        print(tally)
        assert tally.clean, f"seed {seed}: {tally.faults}"
        assert not tally.refused, "one bit locks nobody out"
    assert {"records.db", "records.db-wal", "attachments"} <= tallies.keys()


def test_a_whole_file_costs_no_other(homes: tuple[Home, Home, Home]) -> None:
    half, *rest = homes
    tally = spoiled(tuple(rest), half)
    print(tally)
    assert tally.clean, tally.faults


def careless(vault: Vault, drafts: DraftRepository, _: CaseRepository, documents: DocumentRepository) -> None:
    """Sweep by what the indexes say before a look, as once."""
    drafts.renew()
    kept = vault.ids("document") | vault.ids("decision_paper")
    for name in {path.name for path in (vault._folder / "attachments").iterdir()} - kept:
        vault.attachments.delete(name)
    vault.check()


def test_control_a_sweep_that_believes_what_it_is_told_loses_papers(
    homes: tuple[Home, Home, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repair, "is_whole", lambda *_, **__: True)
    monkeypatch.setattr(salvage, "is_broken", lambda _: False)
    tallies = flipped(homes[1:2], 20, 7, careless)
    print(*tallies.values(), sep="\n")
    assert sum(tally.deleted for tally in tallies.values()) > 10
