"""Few combinations in which every pair of values is met (all-pairs testing)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

Row = tuple[str, ...]
_Pair = tuple[int, str, int, str]


def all_pairs(*factors: Sequence[str]) -> list[Row]:
    """Rows, one value a factor, so that each two values of different factors stand in some row together.

    Greedy and always the same: of the rows that meet the first pair left, the one that meets most others.
    """
    left = {
        (one, a, other, b): None
        for one, other in combinations(range(len(factors)), 2)
        for a, b in product(factors[one], factors[other])
    }
    rows: list[Row] = []
    used = {(at, value): 0 for at, factor in enumerate(factors) for value in factor}
    while left:
        one, a, other, b = next(iter(left))
        fixed = {one: a, other: b}
        open_factors = [[fixed[at]] if at in fixed else factor for at, factor in enumerate(factors)]

        def worth(row: Row) -> tuple[int, int]:
            return sum(pair in left for pair in _pairs(row)), -sum(used[at, v] for at, v in enumerate(row))

        best = max(product(*open_factors), key=worth)
        rows.append(best)
        for at, value in enumerate(best):
            used[at, value] += 1
        for pair in _pairs(best):
            left.pop(pair, None)
    return rows


def _pairs(row: Row) -> list[_Pair]:
    return [(one, row[one], other, row[other]) for one, other in combinations(range(len(row)), 2)]
