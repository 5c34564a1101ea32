"""A walk with Tab that goes wrong is found in each way that it can; one that is right is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.matrix import focus
from tests.matrix.focus import Step, Walk
from tests.matrix.snapshot import Rect, View
from tests.matrix.test_checks import GREEN, PAPER, SCALE, criteria, node


def walks(*rects: Rect, language: str = "fr", mark: int = 3, **parts: Any) -> Walk:
    """Walk the focus over buttons, each marked by `mark` pixels."""
    nodes = [node(each.x, each.y, each.width, each.height, "button", name="Bouton") for each in rects]
    steps = []
    for each in nodes:
        size = (round(each.rect.width) * SCALE, round(each.rect.height) * SCALE)
        before, after = Image.new("RGB", size, PAPER), Image.new("RGB", size, PAPER)
        if mark:
            box = (0, 0, size[0] - 1, size[1] - 1)
            ImageDraw.Draw(after).rectangle(box, outline=GREEN, width=mark * SCALE)
        steps.append(Step(each.id, "FLT-SEMANTICS", each.rect, before, after))
    given = {"seen": steps, "short": steps, "closed": True, **parts}
    return Walk(View("made", language), nodes, **given)


LEFT, RIGHT, BELOW = Rect(20, 20, 100, 56), Rect(200, 20, 100, 56), Rect(20, 100, 372, 56)


def test_a_whole_visible_walk_in_order_is_right() -> None:
    assert focus.check(walks(LEFT, RIGHT, BELOW)) == []
    assert focus.check(walks(RIGHT, LEFT, BELOW, language="ar")) == []


@pytest.mark.parametrize(
    ("language", "places"), [("fr", (RIGHT, LEFT)), ("ar", (LEFT, RIGHT)), ("fr", (LEFT, BELOW, RIGHT))]
)
def test_a_walk_against_the_order_is_found(language: str, places: tuple[Rect, ...]) -> None:
    # The cycle has no beginning: of two, either comes first; so a third is put below them.
    below = () if BELOW in places else (BELOW,)
    assert criteria(focus.check(walks(*places, *below, language=language))) == {"2.4.3"}


@pytest.mark.parametrize("mark", [0, 1])
def test_a_focus_that_hardly_shows_is_found(mark: int) -> None:
    assert criteria(focus.check(walks(LEFT, BELOW, mark=mark))) == {"2.4.13"}


def test_a_focus_that_falls_to_the_page_is_found() -> None:
    right = walks(LEFT, BELOW)
    lost = Step("", "FLUTTER-VIEW", Rect(0, 0, 0, 0))
    assert "2.4.3" in criteria(focus.check(replace(right, seen=[*right.seen[:1], lost, *right.seen[1:]])))
    assert "2.1.2" in criteria(focus.check(replace(right, closed=False)))
    assert "2.1.2" in criteria(focus.check(replace(right, seen=[*right.seen, right.seen[0]])))
    assert criteria(focus.check(replace(right, seen=right.seen[:1]))) == {"2.1.1"}


def test_a_cycle_may_pass_through_the_browser_between_its_end_and_its_beginning() -> None:
    right = walks(LEFT, RIGHT, BELOW)
    out = Step("", "BODY", Rect(0, 0, 0, 0))
    first, *others = right.seen
    assert focus.check(replace(right, seen=[*right.seen, out], short=[*others, out, first])) == []
    assert criteria(focus.check(replace(right, seen=[first, out, *others]))) == {"2.4.3"}


def test_what_has_the_focus_outside_the_window_is_found() -> None:
    right = walks(LEFT, BELOW)
    above = [replace(step, rect=replace(step.rect, y=-30)) for step in right.short]
    assert criteria(focus.check(replace(right, short=above))) == {"2.4.11"}
