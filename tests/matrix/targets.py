"""WCAG 2.5.8 and further: targets of at least 48 × 48, at least 8 from each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tests.matrix.snapshot import Finding, Node, Snapshot

SIZE = 48
"""CSS pixels: what Flutter's and Android's guidelines ask; WCAG 2.5.8 asks 24, 2.5.5 (AAA) 44."""
GAP = 8
_ROUNDING = 0.5
"""A layout on halves of a pixel is no fault."""


def check(snapshot: Snapshot) -> list[Finding]:
    targets = [node for node in snapshot.nodes if node.is_target]
    return [*_small(snapshot, targets), *_near(snapshot, targets)]


def _small(snapshot: Snapshot, targets: list[Node]) -> Iterator[Finding]:
    for node in targets:
        rect = node.rect
        if min(rect.width, rect.height) < SIZE - _ROUNDING:
            size = f"target {rect.width:.0f} × {rect.height:.0f}, not {SIZE} × {SIZE}"
            yield Finding(snapshot.view, "2.5.8", size, f"{node.role} {node.called}")


def _near(snapshot: Snapshot, targets: list[Node]) -> Iterator[Finding]:
    parents = {node.id: node.parent for node in snapshot.nodes}
    for one, other in combinations(targets, 2):
        if within(one, other.id, parents) or within(other, one.id, parents):
            continue
        across, down = one.rect.overlap(other.rect)
        if across > 0 and down > 0:
            yield Finding(snapshot.view, "2.5.8", "targets overlap", f"{one.called} | {other.called}")
        elif max(-across, -down) < GAP - _ROUNDING:
            gap = f"gap of {max(-across, -down):.0f}, not {GAP}"
            yield Finding(snapshot.view, "2.5.8", gap, f"{one.called} | {other.called}")


def within(node: Node, ancestor: str, parents: dict[str, str]) -> bool:
    """True if a node lies inside another one."""
    at = node.parent
    while at:
        if at == ancestor:
            return True
        at = parents.get(at, "")
    return False
