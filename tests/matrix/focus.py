"""WCAG 2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11, 2.4.13: the focus, from Tab to Tab through a whole cycle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import pi

from PIL import Image

from tests.matrix import pixels
from tests.matrix.headings import RIGHT_TO_LEFT
from tests.matrix.snapshot import Finding, Node, Rect, Snapshot, View
from tests.matrix.tab import HEIGHT, SCALE, WIDTH, Tab

_RATIO = 3.0
_LINE = 2
"""CSS pixels of a line around what has the focus (WCAG 2.4.13)."""
_TURNS, _LONG_TURNS = 20, 100
"""Looks, 40 ms and more apart: until what has the focus must be in view, until the focus must have moved."""
_FADE, _LOOKS = 200, 8
"""Milliseconds in which Flutter's marks of the focus reach their colour; how often to wait for it."""
_PAGE = ("BODY", "FLUTTER-VIEW")
"""What has the focus while the browser's own controls have it; after a field, Flutter takes it to its view once."""
_PAD = 6
"""CSS pixels around a control in which its focus may be drawn."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where one press of Tab led. `id` is empty where the focus fell to the page itself, `tag` says to what.

    `before` and `after` are the same place without and with the focus.
    """

    id: str
    tag: str
    rect: Rect
    before: Image.Image | None = None
    after: Image.Image | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """One cycle of the focus: `seen` in a window that holds the whole screen, `short` in one of a phone."""

    view: View
    nodes: list[Node]
    seen: list[Step]
    short: list[Step]
    closed: bool
    """True if it came back to where it began."""
    scale: float = SCALE
    size: tuple[int, int] = field(default=(WIDTH, HEIGHT))


def check(walk: Walk) -> list[Finding]:
    return [*_lost(walk), *_unreached(walk), *_order(walk), *_invisible(walk), *_hidden(walk)]


def _lost(walk: Walk) -> Iterator[Finding]:
    for steps in (walk.seen, walk.short):
        for step, following in pairwise([*steps, *steps[:1]]):
            if not step.id and not _ends(step, following, walk):
                yield Finding(walk.view, "2.4.3", "focus falls to the page", step.tag)
                break
    if not walk.closed:
        yield Finding(walk.view, "2.1.2", "the focus does not come round", f"{len(walk.seen)} steps")
    reached = [step.id for step in walk.seen if step.id]
    for twice in sorted({each for each in reached if reached.count(each) > 1}):
        yield Finding(walk.view, "2.1.2", "the focus comes back before the cycle ends", _called(walk, twice))


def _ends(step: Step, following: Step, walk: Walk) -> bool:
    """True if the focus left the last control for the first."""
    return step.tag in _PAGE and following.id == _first(walk).id


def _first(walk: Walk) -> Step:
    """Return what is read first: the start of the topmost line."""
    steps = [step for step in walk.seen if step.id]
    top = min(steps, key=lambda step: step.rect.y)
    line = [step for step in steps if _is_on_line(step.rect, top.rect)]
    return min(line, key=lambda step: _along(step.rect, walk.view.language))


def _is_on_line(one: Rect, other: Rect) -> bool:
    _, down = one.overlap(other)
    return down > min(one.height, other.height) / 2


def _unreached(walk: Walk) -> Iterator[Finding]:
    """Yield the controls that Tab does not reach.

    Of radio buttons, Tab reaches one a group; arrows lead to the others.
    """
    reached = {step.id for step in walk.seen}
    groups = {node.parent for node in walk.nodes if node.role == "radio" and node.id in reached}
    for node in walk.nodes:
        if node.is_target and node.id not in reached and not (node.role == "radio" and node.parent in groups):
            yield Finding(walk.view, "2.1.1", "not reached by Tab", f"{node.role} {node.called}")


def _order(walk: Walk) -> Iterator[Finding]:
    steps = [step for step in walk.seen if step.id]
    if not steps:
        return
    first = steps.index(_first(walk))
    for one, other in pairwise([*steps[first:], *steps[:first]]):
        same_line = _is_on_line(one.rect, other.rect)
        back = _along(other.rect, walk.view.language) < _along(one.rect, walk.view.language) - 1
        if (same_line and back) or (not same_line and other.rect.y < one.rect.y - 1):
            what = f"{_called(walk, one.id)} → {_called(walk, other.id)}"
            yield Finding(walk.view, "2.4.3", "the focus goes against reading order", what)


def _along(rect: Rect, language: str) -> float:
    """Return how far along the line of reading a control begins."""
    return -rect.right if language in RIGHT_TO_LEFT else rect.x


def _invisible(walk: Walk) -> Iterator[Finding]:
    for step in walk.seen:
        if not step.id:
            continue
        if step.before is None or step.after is None or step.before.size != step.after.size:
            yield Finding(walk.view, "2.4.7", "focus not measured", _called(walk, step.id))
            continue
        area = pixels.changed(step.before, step.after, _RATIO) / walk.scale**2
        needed = outline(step.rect)
        if area < needed:
            what = f"focus changes {area:.0f} of {needed:.0f} px² at 3 : 1"
            yield Finding(walk.view, "2.4.13", what, _called(walk, step.id))


def outline(rect: Rect) -> float:
    """Return the least area of a full outline."""
    long, short = max(rect.width, rect.height) - _LINE, min(rect.width, rect.height) - _LINE
    return _LINE * (2 * (long - short) + pi * short)


def _hidden(walk: Walk) -> Iterator[Finding]:
    width, height = walk.size
    for step in walk.short:
        rect = step.rect
        if not step.id:
            continue
        across, down = rect.overlap(Rect(0, 0, width, height))
        if across < rect.width - 1 or down < min(rect.height, height) - 1:
            where = f"{_called(walk, step.id)} (top {rect.y:.0f}, bottom {rect.bottom:.0f} of {height})"
            yield Finding(walk.view, "2.4.11", "what has the focus is outside the window", where)


def _called(walk: Walk, node_id: str) -> str:
    return next((node.called for node in walk.nodes if node.id == node_id), node_id)


def walk(tab: Tab, snapshot: Snapshot) -> Walk:
    """Go round with Tab in the whole screen, then a phone's window.

    At one pixel to a CSS pixel: marks of the focus are several wide, and a picture each takes a quarter of the time.
    """
    tab.let_go()
    still = tab.snapshot(snapshot.view, whole=False)
    most = len([node for node in still.nodes if node.is_target]) + 8
    seen, closed = _round(tab, most, still)
    tab.size()
    tab.settle()
    tab.let_go()
    short, _ = _round(tab, most, None)
    return Walk(snapshot.view, still.nodes, seen, short, closed, still.scale)


def _round(tab: Tab, most: int, still: Snapshot | None) -> tuple[list[Step], bool]:
    steps: list[Step] = []
    last = ""
    for turn in range(most):
        if turn or not tab.starts_at_title():
            tab.page.keyboard.press("Tab")
        node_id, tag, rect = _arrived(tab, last, still.height if still else HEIGHT)
        last = node_id
        if node_id and any(step.id == node_id for step in steps):
            return steps, node_id == next(step.id for step in steps if step.id)
        before = after = None
        if still is not None and node_id:
            place, seen = _around(rect, still), rect
            rect = next((node.rect for node in still.nodes if node.id == node_id), rect)
            before = still.crop(_moved(place, seen, rect))
            after = _marked(tab, place, before, outline(rect) * still.scale**2)
        steps.append(Step(node_id, tag, rect, before, after))
    return steps, False


def _arrived(tab: Tab, last: str, height: int) -> tuple[str, str, Rect]:
    """Return where the focus is once it left `last`.

    It is then in view; after a while, where it is all the same.
    """
    for turn in range(_LONG_TURNS):
        at = tab.focused()
        has_moved = bool(at[0]) and at[0] != last
        if has_moved and (turn >= _TURNS or (at[2].y >= 0 and at[2].bottom <= height)):
            break
        tab.page.wait_for_timeout(40)
    return at


def _marked(tab: Tab, place: Rect, before: Image.Image | None, needed: float) -> Image.Image:
    """Return the picture with the mark of the focus.

    The mark fades in: look once it should be there, and again where it is not yet. `needed` is in pixels.
    """
    for _ in range(_LOOKS):
        tab.page.wait_for_timeout(_FADE)
        after = tab.picture(place)
        if before is None or before.size != after.size:
            break
        if pixels.changed(before, after, _RATIO) >= needed:
            break
    return after


def _moved(place: Rect, seen: Rect, whole: Rect) -> Rect:
    """Return the same place in the picture of the whole screen.

    Only what is too high to be drawn at once scrolls.
    """
    return replace(place, x=place.x + round(whole.x - seen.x), y=place.y + round(whole.y - seen.y))


def _around(rect: Rect, still: Snapshot) -> Rect:
    """Round a rectangle outward to whole pixels, within the picture."""
    left, top = max(0, int(rect.x - _PAD)), max(0, int(rect.y - _PAD))
    right = min(still.width, int(rect.right + _PAD) + 1)
    bottom = min(still.height, int(rect.bottom + _PAD) + 1)
    return Rect(left, top, right - left, bottom - top)
