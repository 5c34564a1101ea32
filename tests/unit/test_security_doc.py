"""docs/security.md names tests that exist, and every requirement of its standards once."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
LEVELS = {"1": 70, "2": 183}
"""How many requirements of each level ASVS 5.0.0 has."""
CHAPTERS = 17
MASVS = {
    "STORAGE": 2,
    "CRYPTO": 2,
    "AUTH": 3,
    "NETWORK": 2,
    "PLATFORM": 3,
    "CODE": 4,
    "RESILIENCE": 4,
    "PRIVACY": 4,
}
"""How many controls of each group MASVS 2.1 has."""
ROW = re.compile(
    r"^\| V(\d+)\.(\d+)\.(\d+) \| ([12]) \| ([^|]+) \| (yes|part|no|n/a) \| ([^|]+) \|$", re.MULTILINE
)


@cache
def source(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_every_test_that_is_named_is_there() -> None:
    named = set(re.findall(r"(tests/[\w/]+\.py)(?:::(\w+))?", PAGE))
    assert len(named) > 100
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).is_file() or (name and not re.search(rf"def {name}\(", source(path)))
    ]
    assert missing == []


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"`((?:app|services|ministry|tests|requirements)/[\w/.]*)`", PAGE))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_all_requirements_of_asvs_are_there_once() -> None:
    rows = ROW.findall(PAGE)
    assert len(rows) == PAGE.count("\n| V")
    assert Counter(row[3] for row in rows) == LEVELS
    numbers = [tuple(map(int, row[:3])) for row in rows]
    assert numbers == sorted(set(numbers))
    assert {number[0] for number in numbers} == set(range(1, CHAPTERS + 1))


def test_the_figures_are_those_of_the_table() -> None:
    counted = Counter(row[5] for row in ROW.findall(PAGE))
    told = re.findall(r"(\d+) (yes|part|no|n/a)", PAGE[PAGE.index("In figures") :].partition("\n")[0])
    assert {state: int(number) for number, state in told} == counted


def test_all_controls_of_masvs_are_there_once() -> None:
    named = re.findall(r"^\| MASVS-([A-Z]+)-(\d) \| (?:yes|part|no) \|", PAGE, re.MULTILINE)
    expected = [(group, str(number + 1)) for group, many in MASVS.items() for number in range(many)]
    assert named == expected
