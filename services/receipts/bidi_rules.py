"""The rules of UAX #9 that work on one isolating run: weak types, brackets, neutrals, implicit levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

ISOLATE_STARTS = frozenset({"LRI", "RLI", "FSI"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"})
_BRACKETS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "⟨": "⟩",
    "⟦": "⟧",
    "⁅": "⁆",
    "⁽": "⁾",
    "₍": "₎",
    "\u2329": "\u232a",
}
_CLOSING = {closing: opening for opening, closing in _BRACKETS.items()}


@dataclass(slots=True)
class IsolatingRun:
    """An isolating run sequence (BD13): the indices of its characters and what stands at its ends."""

    indices: list[int]
    level: int
    start: str
    end: str
    kinds: list[str] = field(default_factory=list)


def strong(level: int) -> str:
    """The strong class of a level."""
    return "R" if level % 2 else "L"


def resolve(sequence: IsolatingRun, text: str, classes: Sequence[str], explicit: list[int]) -> None:
    """W1 to I2: turns the levels of the run's characters in `explicit` into their final ones."""
    sequence.kinds = [classes[i] for i in sequence.indices]
    _resolve_weak(sequence)
    _resolve_brackets(sequence, text, classes)
    _resolve_neutral(sequence)
    for i, kind in zip(sequence.indices, sequence.kinds, strict=True):
        if sequence.level % 2:
            explicit[i] += kind != "R"
        else:
            explicit[i] += {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)


def _resolve_weak(sequence: IsolatingRun) -> None:
    """W1 to W7."""
    kinds = sequence.kinds
    _resolve_marks_and_letters(kinds, sequence.start)
    for i in range(1, len(kinds) - 1):
        before, after = kinds[i - 1], kinds[i + 1]
        if before == after and (
            (before == "EN" and kinds[i] in {"ES", "CS"}) or (before, kinds[i]) == ("AN", "CS")
        ):
            kinds[i] = before
    _terminators_to_numbers(kinds)
    latest = sequence.start
    for i, kind in enumerate(kinds):
        if kind in {"ES", "ET", "CS"}:
            kinds[i] = "ON"
        elif kind in {"L", "R"}:
            latest = kind
        elif kind == "EN" and latest == "L":
            kinds[i] = "L"


def _resolve_marks_and_letters(kinds: list[str], start: str) -> None:
    """W1 to W3: marks follow their letter, European numbers after Arabic letters are Arabic ones."""
    previous = latest = start
    for i, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[i] = "ON" if previous in ISOLATE_STARTS or previous == "PDI" else previous
        elif kind in {"L", "R", "AL"}:
            latest = kind
        elif kind == "EN" and latest == "AL":
            kinds[i] = "AN"
        previous = kinds[i]
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]


def _terminators_to_numbers(kinds: list[str]) -> None:
    """W5: terminators such as % beside a European number belong to it."""
    i = 0
    while i < len(kinds):
        if kinds[i] != "ET":
            i += 1
            continue
        end = i
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if (i and kinds[i - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN"):
            kinds[i:end] = ["EN"] * (end - i)
        i = end


def _resolve_brackets(sequence: IsolatingRun, text: str, classes: Sequence[str]) -> None:
    """N0: a pair of brackets takes the direction of what it holds or stands in."""
    kinds, embedding = sequence.kinds, strong(sequence.level)
    for opening, closing in _bracket_pairs(sequence, text):
        inside = {_as_strong(kind) for kind in kinds[opening + 1 : closing]}
        if embedding in inside:
            direction = embedding
        elif inside & {"L", "R"}:
            before = (_as_strong(kind) for kind in reversed(kinds[:opening]))
            context = next((kind for kind in before if kind in {"L", "R"}), sequence.start)
            direction = context if context != embedding else embedding
        else:
            continue
        for bracket in (opening, closing):
            kinds[bracket] = direction
            for i in range(bracket + 1, len(kinds)):
                if classes[sequence.indices[i]] != "NSM":
                    break
                kinds[i] = direction


def _bracket_pairs(sequence: IsolatingRun, text: str) -> list[tuple[int, int]]:
    """BD16."""
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for place, i in enumerate(sequence.indices):
        if sequence.kinds[place] != "ON":
            continue
        character = normalize("NFD", text[i])
        if character in _BRACKETS:
            if len(stack) == 63:
                return []
            stack.append((character, place))
        elif character in _CLOSING:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == _CLOSING[character]:
                    pairs.append((stack[depth][1], place))
                    del stack[depth:]
                    break
    return sorted(pairs)


def _resolve_neutral(sequence: IsolatingRun) -> None:
    """N1, N2."""
    kinds = sequence.kinds
    i = 0
    while i < len(kinds):
        if kinds[i] not in _NEUTRAL:
            i += 1
            continue
        end = i
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        before = _as_strong(kinds[i - 1]) if i else sequence.start
        after = _as_strong(kinds[end]) if end < len(kinds) else sequence.end
        kinds[i:end] = [before if before == after else strong(sequence.level)] * (end - i)
        i = end


def _as_strong(kind: str) -> str:
    """Numbers count as right-to-left beside neutrals."""
    return "R" if kind in {"EN", "AN"} else kind
