"""The Unicode bidirectional algorithm (UAX #9, revision 48): embedding levels, then the order of a line.

Isolates are honoured. Embeddings and overrides (LRE, RLE, LRO, RLO, PDF), which the annex discourages since
isolates exist, are read over: in a receipt nobody's text may turn another's around.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import bidirectional

from services.receipts.bidi_rules import ISOLATE_STARTS, IsolatingRun, resolve, strong

_MAX_DEPTH = 125
_REMOVED = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "BN"})


def base_level(text: str) -> int:
    """1 if the first strong character outside isolates is right-to-left, else 0 (P2, P3)."""
    classes = [bidirectional(character) for character in text]
    return _first_strong(classes, 0, len(classes))


def levels(text: str, base: int) -> list[int]:
    """The embedding level of each character of a paragraph whose own level is `base`: odd is right-to-left.

    Characters that the algorithm removes (X9) get the level of the one before, so that they stay in its run.
    """
    classes = [bidirectional(character) or "L" for character in text]
    matches = _matching_isolates(classes)
    explicit = _explicit_levels(classes, matches, base)
    kept = [i for i, kind in enumerate(classes) if kind not in _REMOVED]
    for sequence in _isolating_runs(classes, explicit, kept, matches, base):
        resolve(sequence, text, classes, explicit)
    for i, kind in enumerate(classes):
        if kind in _REMOVED:
            explicit[i] = explicit[i - 1] if i else base
    return explicit


def visual_order(line_levels: Sequence[int]) -> list[int]:
    """The indices of a line's parts from left to right, by the level of each (L2)."""
    order = list(range(len(line_levels)))
    for level in range(max(line_levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            if line_levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and line_levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end
    return order


def _first_strong(classes: Sequence[str], start: int, end: int) -> int:
    depth = 0
    for kind in classes[start:end]:
        if kind in ISOLATE_STARTS:
            depth += 1
        elif kind == "PDI" and depth:
            depth -= 1
        elif depth == 0 and kind in {"L", "R", "AL"}:
            return 0 if kind == "L" else 1
    return 0


def _matching_isolates(classes: Sequence[str]) -> dict[int, int]:
    """The index of each isolate's start → that of its PDI (BD9); unmatched starts are missing."""
    open_starts: list[int] = []
    matches: dict[int, int] = {}
    for i, kind in enumerate(classes):
        if kind in ISOLATE_STARTS:
            open_starts.append(i)
        elif kind == "PDI" and open_starts:
            matches[open_starts.pop()] = i
    return matches


def _explicit_levels(classes: Sequence[str], matches: dict[int, int], base: int) -> list[int]:
    """X1 to X8, for isolates alone."""
    stack = [base]
    closing = set(matches.values())
    overflow = 0
    result: list[int] = []
    for i, kind in enumerate(classes):
        if kind == "PDI" and overflow:
            overflow -= 1
        elif i in closing:
            stack.pop()
        result.append(stack[-1])
        if kind in ISOLATE_STARTS:
            level = _next_level(stack[-1], _isolate_parity(classes, i, matches))
            if level <= _MAX_DEPTH and not overflow:
                stack.append(level)
            else:
                overflow += 1
    return result


def _isolate_parity(classes: Sequence[str], start: int, matches: dict[int, int]) -> int:
    if classes[start] == "FSI":
        return _first_strong(classes, start + 1, matches.get(start, len(classes)))
    return 1 if classes[start] == "RLI" else 0


def _next_level(level: int, parity: int) -> int:
    return level + 1 if (level + 1) % 2 == parity else level + 2


def _isolating_runs(
    classes: Sequence[str], explicit: list[int], kept: list[int], matches: dict[int, int], base: int
) -> list[IsolatingRun]:
    """X10: level runs, joined across isolates, with the strong class that stands at each end."""
    runs: list[list[int]] = []
    for i in kept:
        if runs and explicit[runs[-1][-1]] == explicit[i]:
            runs[-1].append(i)
        else:
            runs.append([i])
    starting = {run[0]: run for run in runs}
    continued = {matches[run[-1]] for run in runs if run[-1] in matches}
    positions = {index: place for place, index in enumerate(kept)}
    sequences = []
    for run in runs:
        if run[0] in continued:
            continue
        indices = list(run)
        while (closing := matches.get(indices[-1])) is not None:
            indices += starting[closing]
        level = explicit[indices[0]]
        before, after = positions[indices[0]] - 1, positions[indices[-1]] + 1
        unclosed = classes[indices[-1]] in ISOLATE_STARTS
        previous = explicit[kept[before]] if before >= 0 else base
        following = base if unclosed or after >= len(kept) else explicit[kept[after]]
        sequences.append(
            IsolatingRun(indices, level, strong(max(level, previous)), strong(max(level, following)))
        )
    return sequences
