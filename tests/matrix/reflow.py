"""WCAG 1.4.4, 1.4.10: large text and a narrow window leave nothing clipped, covered or out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PIL import Image

from screens.theme.build import SIZE
from tests.matrix import pixels
from tests.matrix.snapshot import Finding, Node, Rect, Snapshot
from tests.matrix.targets import within

_ROUNDING = 1.0
_TOUCH = 3.0
"""CSS pixels by which boxes may reach into each other before their contents can meet."""


Inked = dict[tuple[str, str], float]
"""Role and name of a text → its ink at 100 %, in square CSS pixels."""


def check(large: Snapshot, usual: Inked | None = None) -> list[Finding]:
    """Check that text grew and is whole; `usual` is at 100 %.

    Without `usual`, growth is not checked.
    """
    found = [*_outside(large), *_overlapping(large), *_cut(large)]
    return found if usual is None else [*found, *_small(usual, large)]


def inked(snapshot: Snapshot) -> Inked:
    """Measure texts that occur once on the screen.

    Others could be taken for one another.
    """
    counted = [(node.role, node.name) for node in snapshot.nodes]
    return {
        key: _area(snapshot, node)
        for node in snapshot.nodes
        if _is_plain_text(node) and counted.count(key := (node.role, node.name)) == 1
    }


def _name(snapshot: Snapshot) -> str:
    return "1.4.10" if snapshot.view.text == 100 else "1.4.4"


def _seen(snapshot: Snapshot) -> list[Node]:
    return [node for node in snapshot.nodes if node.is_target or node.text or (node.leaf and node.name)]


def _outside(snapshot: Snapshot) -> Iterator[Finding]:
    how = f"at {snapshot.view.text} %, {snapshot.width} wide"
    for node in _seen(snapshot):
        rect = node.rect
        if rect.x < -_ROUNDING or rect.right > snapshot.width + _ROUNDING:
            where = f"{node.called} ({rect.x:.0f} to {rect.right:.0f})"
            yield Finding(snapshot.view, _name(snapshot), f"beyond the edge {how}", where)
        elif rect.y < -_ROUNDING or rect.bottom > snapshot.height + _ROUNDING:
            where = f"{node.called} ({rect.y:.0f} to {rect.bottom:.0f})"
            yield Finding(snapshot.view, _name(snapshot), f"cannot be scrolled to {how}", where)


def _overlapping(snapshot: Snapshot) -> Iterator[Finding]:
    how = f"overlap at {snapshot.view.text} %, {snapshot.width} wide"
    parents = {node.id: node.parent for node in snapshot.nodes}
    for one, other in combinations(_seen(snapshot), 2):
        if within(one, other.id, parents) or within(other, one.id, parents):
            continue
        if min(one.rect.overlap(other.rect)) > _TOUCH:
            yield Finding(snapshot.view, _name(snapshot), how, f"{one.called} | {other.called}")


def _cut(snapshot: Snapshot) -> Iterator[Finding]:
    """Yield texts whose ink ends at the edge of their box."""
    how = f"cut off at {snapshot.view.text} %, {snapshot.width} wide"
    for node in snapshot.nodes:
        if not _is_plain_text(node):
            continue
        ink = _ink(snapshot, node.rect.inset(0, -1))
        if ink is None:
            continue
        thick = max(1, round(snapshot.scale))
        above, first, last, below = (
            ink.crop((0, top, ink.width, top + thick))
            for top in (0, thick, ink.height - 2 * thick, ink.height - thick)
        )
        few = _MARK * snapshot.scale * thick
        if any(_dark(edge) > few and not _dark(outside) for edge, outside in ((first, above), (last, below))):
            yield Finding(snapshot.view, _name(snapshot), how, node.called)


_MARK = 4
"""CSS pixels: a dot or a vowel sign that just reaches the edge is as wide; a line of letters cut through is wider."""


def _dark(mask: Image.Image) -> int:
    return mask.histogram()[255]


_SHARE = 0.65
"""The share of a text's expected ink: less means that a part of it is not shown."""


def _small(usual: Inked, large: Snapshot) -> Iterator[Finding]:
    """Yield texts with too little ink.

    Twice the size is four times the ink, unless text did not grow, or ends in dots.
    """
    scale = large.view.text / 100
    for (role, name), area in inked(large).items():
        # A title is larger than text by as much at any size (`screens.theme.build`).
        grown = ((SIZE.body * (scale - 1) + SIZE.h1) / SIZE.h1 if role == "heading" else scale) ** 2
        before = usual.get((role, name), 0)
        if before and area < _SHARE * grown * before:
            what = f"text at {large.view.text} % has less ink than it should"
            where = f"{name[:60]} ({area / before:.1f} times, not {grown:.0f})"
            yield Finding(large.view, _name(large), what, where)


def _area(snapshot: Snapshot, node: Node) -> float:
    """Square CSS pixels that are not background."""
    ink = _ink(snapshot, node.rect)
    return ink.histogram()[255] / snapshot.scale**2 if ink else 0


_RING = 5
"""CSS pixels at the rim of a heading in which the mark of its focus is drawn."""


def _ink(snapshot: Snapshot, rect: Rect) -> Image.Image | None:
    """Return what a text shows, without the mark of the focus."""
    crop = snapshot.crop(rect)
    if crop is None:
        return None
    ink = pixels.ink(crop)
    ring = round(_RING * snapshot.scale)
    around = ink.crop((0, ring // 5, ink.width, ink.height - ring // 5))
    if not pixels.is_frame(ink, snapshot.scale) and not pixels.is_frame(around, snapshot.scale):
        return ink
    ink.paste(0, (0, 0, ink.width, ring))
    ink.paste(0, (0, ink.height - ring, ink.width, ink.height))
    ink.paste(0, (0, 0, ring, ink.height))
    ink.paste(0, (ink.width - ring, 0, ink.width, ink.height))
    return ink


def _is_plain_text(node: Node) -> bool:
    return node.leaf and bool(node.text) and not node.is_target and node.role in ("", "heading", "text")
