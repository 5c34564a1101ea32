"""Each write of making, changing and erasing a profile fails in turn: nothing is half, nothing else is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.disk import shim

pytestmark = [pytest.mark.fault, pytest.mark.heavy]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shim.built(tmp_path_factory.mktemp("shim"))


@pytest.mark.parametrize("how", ["error", "full", "kill"])
def test_a_profile_is_as_before_or_as_after(library: Path, tmp_path: Path, how: str) -> None:
    said = shim.run(library, "tests.faults.disk.every_profile_write", str(tmp_path), how)
    found = [json.loads(line) for line in said.splitlines()]
    for each in found:
        print(
            f"{each['act']}, {how}: {each['writes']} writes failed, {len(each['bad'])} states that should not be"
        )
    assert {each["act"]: each["bad"] for each in found if each["bad"]} == {}
    assert all(each["writes"] >= 3 for each in found)
    assert len(found) == 7
