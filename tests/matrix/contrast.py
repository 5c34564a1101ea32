"""WCAG 1.4.3, 1.4.6, 1.4.11: contrast, measured from the pixels of each node. Unmeasured counts as failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from PIL import Image

from tests.matrix import pixels
from tests.matrix.snapshot import Finding, Node, Rect, Snapshot

HIGH = frozenset({"high_light", "high_dark"})
_TEXT, _TEXT_HIGH, _EDGE = 4.5, 7.0, 3.0
_EXACT = 0.005
"""A ratio is shown with two decimals."""


class Kind(Enum):
    TEXT = "text"
    GRAPHIC = "graphic"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class Piece:
    """Something drawn within a node: a line of text, an icon, the frame of a field."""

    kind: Kind
    ratio: float


def check(snapshot: Snapshot) -> list[Finding]:
    return [finding for node in snapshot.nodes for finding in _node(snapshot, node)]


def _node(snapshot: Snapshot, node: Node) -> Iterator[Finding]:
    if node.disabled or not _shows(node):
        return
    text = _TEXT_HIGH if snapshot.view.theme in HIGH else _TEXT
    criterion = "1.4.6" if snapshot.view.theme in HIGH else "1.4.3"
    found = pieces(snapshot, node)
    if not found:
        yield Finding(snapshot.view, criterion, "contrast not measured", node.called)
        return
    needed = {Kind.TEXT: text, Kind.GRAPHIC: _EDGE, Kind.FRAME: _EDGE}
    for piece in found:
        if piece.ratio < needed[piece.kind] - _EXACT:
            which = criterion if piece.kind is Kind.TEXT else "1.4.11"
            what = f"{piece.kind.value} {piece.ratio:.2f}, not {needed[piece.kind]}"
            yield Finding(snapshot.view, which, what, node.called)
    # A short word alone can look like an icon: what a node says is text all the same.
    if node.text and not any(piece.kind is Kind.TEXT for piece in found):
        best = max(piece.ratio for piece in found)
        if best < text - _EXACT:
            yield Finding(snapshot.view, criterion, f"text {best:.2f}, not {text}", node.called)
    yield from _edges(snapshot, node, found)


def _shows(node: Node) -> bool:
    """True if a node shows something itself.

    What a node around others shows is theirs; its own is what it says, or all that a leaf draws.
    """
    if node.role in ("textbox", "radio", "checkbox", "switch"):
        return True
    return node.leaf and node.rect.width >= 4 and node.rect.height >= 4


def _edges(snapshot: Snapshot, node: Node, found: list[Piece]) -> Iterator[Finding]:
    if node.role == "textbox" and not any(piece.kind is Kind.FRAME for piece in found):
        yield Finding(snapshot.view, "1.4.11", "field without a visible edge", node.called)
    if node.role == "button" and (ratio := edge(snapshot, node.rect)) is not None and ratio < _EDGE - _EXACT:
        yield Finding(snapshot.view, "1.4.11", f"edge {ratio:.2f}, not {_EDGE}", node.called)


_RIM_OUT, _RIM_IN = 4, 10
"""CSS pixels outside and inside a control's box where its edge is looked for."""


def edge(snapshot: Snapshot, rect: Rect) -> float | None:
    """Return the contrast of a control's edge, or None without one.

    Its outline, or its fill, with what lies around it.
    """
    middle_x, middle_y = rect.x + rect.width / 3, rect.y + rect.height / 3
    deep = _RIM_OUT + _RIM_IN
    strips = [
        Rect(middle_x, rect.y - _RIM_OUT, rect.width / 3, deep),
        Rect(middle_x, rect.bottom - _RIM_IN, rect.width / 3, deep),
        Rect(rect.x - _RIM_OUT, middle_y, deep, rect.height / 3),
        Rect(rect.right - _RIM_IN, middle_y, deep, rect.height / 3),
    ]
    outside = snapshot.crop(Rect(middle_x, rect.y - _RIM_OUT, rect.width / 3, _RIM_OUT))
    if outside is None:
        return None
    around = pixels.background(outside)
    ratios = []
    for strip in strips:
        crop = snapshot.crop(strip)
        line = pixels.foreground(crop, around) if crop else None
        # Words may reach into all four; a line goes through.
        if crop is None or line is None or not _goes_through(pixels.ink(crop, around)):
            return None
        ratios.append(pixels.contrast(line, around))
    return min(ratios)


def _goes_through(mask: Image.Image) -> bool:
    """True if a line of ink goes through it lengthwise."""
    along = (1, mask.height) if mask.width > mask.height else (mask.width, 1)
    return max(mask.convert("L").resize(along, Image.Resampling.BOX).tobytes()) > 0.8 * 255


def pieces(snapshot: Snapshot, node: Node) -> list[Piece]:
    rect = node.rect
    if node.is_target and node.role != "textbox":
        # Without the control's own outline and its round corners: those are its edge.
        rect = rect.inset(min(12, rect.width / 6), min(6, rect.height / 8))
    crop = snapshot.crop(rect)
    return list(_pieces(crop, snapshot.scale)) if crop else []


_LINE_GAP, _WORD_GAP = 2, 10
_ICON = (14, 48)
"""CSS pixels: gaps between lines and between words, the smallest and the largest side of an icon."""


def _pieces(picture: Image.Image, scale: float, depth: int = 0) -> Iterator[Piece]:
    back = pixels.background(picture)
    mask = pixels.ink(picture, back)
    for top, bottom in pixels.runs(mask, down=True, gap=round(_LINE_GAP * scale)):
        band = mask.crop((0, top, mask.width, bottom))
        for left, right in pixels.runs(band, down=False, gap=round(_WORD_GAP * scale)):
            box = (left, top, right, bottom)
            block = picture.crop(box)
            colour = pixels.foreground(block, back)
            if colour is None:
                continue
            ratio = pixels.contrast(colour, back)
            if pixels.is_frame(mask.crop(box), scale) and depth < 3:
                line = _line(block, back)
                yield Piece(Kind.FRAME, pixels.contrast(line, back))
                inner = _inside(block, scale)
                if inner is not None:
                    yield from _pieces(inner, scale, depth + 1)
            else:
                yield Piece(_kind(block, scale), ratio)


def _kind(block: Image.Image, scale: float) -> Kind:
    width, height = block.width / scale, block.height / scale
    small, large = _ICON
    square = small <= min(width, height) and max(width, height) <= large and 0.6 <= width / height <= 1.7
    return Kind.GRAPHIC if square else Kind.TEXT


def _line(block: Image.Image, back: pixels.Colour) -> pixels.Colour:
    """Return the colour of a frame's upper edge."""
    top = block.crop((block.width // 4, 0, 3 * block.width // 4, 2))
    return pixels.foreground(top, back) or back


def _inside(block: Image.Image, scale: float) -> Image.Image | None:
    """Within a frame, past its line and its round corners."""
    x, y = round(8 * scale), round(5 * scale)
    box = (x, y, block.width - x, block.height - y)
    return block.crop(box) if box[0] < box[2] and box[1] < box[3] else None
