"""Each write of each change fails in turn: what a person wrote is as before or as after, never in between.

The real store, with SQLite and the system's calls beneath it, on a disk that fails (docs/adr/0028).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faults.disk import shim
from tests.faults.disk.changes import CHANGES, CONTROL, REPAIR

pytestmark = [pytest.mark.fault, pytest.mark.heavy]

HOW = ["error", "full", "kill"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shim.built(tmp_path_factory.mktemp("shim"))


def fail_each_write(library: Path, folder: Path, how: str, *changes: str) -> list[dict[str, Any]]:
    said = shim.run(library, "tests.faults.disk.every_write", str(folder), how, *changes)
    found: list[dict[str, Any]] = [json.loads(line) for line in said.splitlines()]
    for each in found:
        print(f"{each['change']}, {how}: {each['writes']} writes failed, {len(each['halves'])} half states")
    return found


@pytest.mark.parametrize("how", HOW)
def test_it_is_whole_or_not_at_all(library: Path, tmp_path: Path, how: str) -> None:
    found = fail_each_write(library, tmp_path, how, *CHANGES)
    assert {each["change"] for each in found if each["writes"] >= 3} == CHANGES.keys()
    assert {each["change"]: each["halves"] for each in found if each["halves"]} == {}


@pytest.mark.parametrize("how", HOW)
def test_a_repair_that_is_cut_loses_nothing(library: Path, tmp_path: Path, how: str) -> None:
    (found,) = fail_each_write(library, tmp_path, how, REPAIR)
    assert found["writes"] >= 10
    assert found["halves"] == []


@pytest.mark.parametrize("how", HOW)
def test_control_two_transactions_leave_half_states(library: Path, tmp_path: Path, how: str) -> None:
    (found,) = fail_each_write(library, tmp_path, how, CONTROL)
    assert found["halves"]
