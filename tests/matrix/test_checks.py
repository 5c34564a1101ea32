"""Each check finds what is wrong on a page made wrong, and nothing on one that is right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.matrix import axe, bar, contrast, headings, names, pixels, reflow, targets
from tests.matrix.snapshot import Finding, Node, Rect, Snapshot, View
from tests.matrix.tab import scrolled

PAPER, INK, PALE, GREEN = (250, 248, 243), (20, 35, 31), (170, 170, 170), (10, 90, 75)
VIEW = View("made", "fr")
SCALE = 2
_COUNT = iter(range(10**6))


def node(x: float, y: float, width: float, height: float, role: str = "", **parts: Any) -> Node:
    given = {"id": f"n{next(_COUNT)}", "parent": "", "tag": "FLT-SEMANTICS", "name": "", "text": "", **parts}
    return Node(role=role, rect=Rect(x, y, width, height), **given)


def page(*nodes: Node, view: View = VIEW, width: int = 412, height: int = 300, **parts: Any) -> Snapshot:
    image = Image.new("RGB", (width * SCALE, height * SCALE), PAPER)
    given = {"lang": "fr-DZ", "title": "Titre – Qarib", **parts}
    return Snapshot(view, width, height, list(nodes), image, SCALE, **given)


def writes(snapshot: Snapshot, at: Rect, colour: pixels.Colour, size: float = 18) -> None:
    """Draw a text's strokes from the left of a box."""
    pen = ImageDraw.Draw(snapshot.image)
    top = (at.y + at.height / 2 - size / 2) * SCALE
    for stroke in range(12):
        left = (at.x + 4 + stroke * size * 0.6) * SCALE
        pen.rectangle((left, top, left + size * 0.14 * SCALE, top + size * SCALE), fill=colour)


def outlines(snapshot: Snapshot, at: Rect, colour: pixels.Colour, fill: pixels.Colour | None = None) -> None:
    pen = ImageDraw.Draw(snapshot.image)
    box = (at.x * SCALE, at.y * SCALE, at.right * SCALE - 1, at.bottom * SCALE - 1)
    pen.rounded_rectangle(box, radius=12 * SCALE, outline=colour, width=SCALE, fill=fill)


def criteria(findings: list[Finding]) -> set[str]:
    return {finding.criterion for finding in findings}


def test_axe_counts_everything_but_what_is_flutters_own() -> None:
    def rule(name: str) -> dict[str, Any]:
        return {"id": name, "help": "…", "nodes": [{"target": ["#a"]}]}

    found = axe.check(page(violations=[rule("region"), rule("meta-viewport"), rule("button-name")]))
    assert criteria(found) == {"axe button-name"}


def test_a_nameless_button_is_found_and_a_missing_tree_too() -> None:
    def ax(role: str, name: str) -> dict[str, Any]:
        return {"role": {"value": role}, "name": {"value": name}}

    assert names.check(page(ax=[ax("button", "Send"), ax("generic", ""), ax("radio", "Send")])) == []
    assert criteria(names.check(page(ax=[ax("button", "Open"), ax("button", "Open")]))) == {"2.4.9"}
    assert criteria(names.check(page(ax=[ax("button", " ")]))) == {"4.1.2"}
    assert criteria(names.check(page(ax=[]))) == {"4.1.2"}


@pytest.mark.parametrize(
    ("width", "height", "wrong"), [(48, 48, 0), (200, 47, 1), (47, 200, 1), (372, 56, 0)]
)
def test_targets_have_a_size(width: float, height: float, wrong: int) -> None:
    assert len(targets.check(page(node(0, 0, width, height, "button")))) == wrong


@pytest.mark.parametrize(("gap", "wrong"), [(8, 0), (7, 1), (0, 1), (-10, 1)])
def test_targets_keep_their_distance(gap: float, wrong: int) -> None:
    one, below = node(20, 20, 100, 50, "button"), node(20, 70 + gap, 100, 50, "button")
    beside = node(120 + gap, 20, 100, 50, "radio")
    assert len(targets.check(page(one, below))) == wrong
    assert len(targets.check(page(one, beside))) == wrong


def test_a_target_within_another_one_is_no_neighbour() -> None:
    outer = node(0, 0, 300, 120, "group", tappable=True)
    assert targets.check(page(outer, node(20, 20, 60, 60, "button", parent=outer.id))) == []


def heading(level: int) -> Node:
    return node(20, 60 * level, 372, 42, "heading", tag=f"H{level}", name="Titre", text="Titre")


@pytest.mark.parametrize(
    ("levels", "right"),
    [((1, 2, 2, 3), True), ((2, 3), False), ((1, 1), False), ((1, 3), False), ((), False)],
)
def test_headings_have_one_first_level_and_skip_none(levels: tuple[int, ...], right: bool) -> None:
    snapshot = page(*(heading(level) for level in levels))
    for each in snapshot.nodes:
        writes(snapshot, each.rect, INK)
    assert (headings.check(snapshot) == []) is right


def test_the_page_says_its_language_and_is_read_from_its_side() -> None:
    snapshot = page(heading(1))
    writes(snapshot, snapshot.nodes[0].rect, INK)
    assert headings.check(snapshot) == []
    assert criteria(headings.check(replace(snapshot, lang="en-GB"))) == {"3.1.1"}
    assert criteria(headings.check(replace(snapshot, title="Autre – Qarib"))) == {"2.4.2"}
    arabic = replace(snapshot, view=View("made", "ar"), lang="ar-DZ")
    assert criteria(headings.check(arabic)) == {"1.3.2"}


@pytest.mark.parametrize(
    ("colour", "theme", "right"),
    [
        (INK, "light", True),
        (INK, "high_light", True),
        (PALE, "light", False),
        ((95, 110, 104), "light", True),
        ((95, 110, 104), "high_light", False),
    ],
)
def test_contrast_of_text(colour: pixels.Colour, theme: str, right: bool) -> None:
    text = node(20, 20, 372, 27, text="Texte", name="Texte")
    snapshot = page(text, view=View("made", "fr", theme))
    writes(snapshot, text.rect, colour)
    assert (contrast.check(snapshot) == []) is right


def test_a_pale_second_line_is_not_hidden_by_a_dark_first() -> None:
    tile = node(20, 20, 372, 96, "button", text="Un\ndeux", name="Un\ndeux")
    snapshot = page(tile)
    outlines(snapshot, tile.rect, GREEN)
    writes(snapshot, Rect(40, 32, 300, 27), INK)
    assert contrast.check(snapshot) == []
    writes(snapshot, Rect(40, 72, 300, 27), PALE)
    assert criteria(contrast.check(snapshot)) == {"1.4.3"}


def test_what_cannot_be_measured_has_failed() -> None:
    assert criteria(contrast.check(page(node(20, 20, 372, 27, text="Texte")))) == {"1.4.3"}
    assert criteria(contrast.check(page(node(20, 900, 372, 27, text="Texte")))) == {"1.4.3"}


@pytest.mark.parametrize(("line", "right"), [(GREEN, True), (PALE, False), (PAPER, False)])
def test_a_field_has_an_edge(line: pixels.Colour, right: bool) -> None:
    field = node(20, 20, 372, 90, "textbox", name="Nom")
    snapshot = page(field)
    writes(snapshot, Rect(20, 20, 300, 27), INK)
    outlines(snapshot, Rect(20, 54, 372, 56), line)
    assert ("1.4.11" not in criteria(contrast.check(snapshot))) is right


@pytest.mark.parametrize(("line", "right"), [(GREEN, True), (PALE, False), (PAPER, True)])
def test_the_edge_of_a_button_is_seen_where_it_has_one(line: pixels.Colour, right: bool) -> None:
    button = node(20, 20, 372, 56, "button", text="Ouvrir")
    snapshot = page(button)
    outlines(snapshot, button.rect, line)
    writes(snapshot, Rect(60, 20, 300, 56), INK)
    assert (contrast.check(snapshot) == []) is right


def test_an_icon_needs_less_than_text_but_not_nothing() -> None:
    image = node(20, 20, 40, 40, "img", name="Attention")
    for colour, right in ((INK, True), ((140, 140, 140), True), (PALE, False)):
        snapshot = page(image)
        ImageDraw.Draw(snapshot.image).ellipse((52, 52, 100, 100), fill=colour)
        assert (contrast.check(snapshot) == []) is right, colour


def large(*nodes: Node) -> Snapshot:
    return page(*nodes, view=replace(VIEW, text=200))


def said(x: float, y: float, width: float, height: float) -> Node:
    return node(x, y, width, height, text="Texte", name="Texte")


@pytest.mark.parametrize(
    "nodes",
    [
        (said(-10, 20, 100, 50),),
        (said(380, 20, 100, 50),),
        (said(20, 280, 100, 50),),
        (said(20, 20, 100, 50), said(60, 40, 100, 50)),
    ],
)
def test_large_text_stays_within_the_page_and_apart(nodes: tuple[Node, ...]) -> None:
    assert criteria(reflow.check(large(*nodes))) == {"1.4.4"}
    assert reflow.check(large(said(20, 20, 300, 50), said(20, 80, 300, 50))) == []


def test_text_that_is_cut_off_is_found() -> None:
    text = said(20, 20, 300, 54)
    snapshot = large(text)
    writes(snapshot, text.rect, INK, size=36)
    assert reflow.check(snapshot) == []
    writes(snapshot, text.rect, INK, size=80)
    assert reflow.check(snapshot) == [], "what reaches out of its box is not cut off"
    below = (0, round(text.rect.bottom) * SCALE, snapshot.image.width, snapshot.image.height)
    ImageDraw.Draw(snapshot.image).rectangle(below, fill=PAPER)
    assert criteria(reflow.check(snapshot)) == {"1.4.4"}


@pytest.mark.parametrize(("size", "right"), [(36, True), (18, False), (24, False)])
def test_text_that_does_not_grow_is_found(size: float, right: bool) -> None:
    usual, enlarged = page(said(20, 20, 372, 27)), large(said(20, 20, 372, 54))
    writes(usual, usual.nodes[0].rect, INK, size=18)
    writes(enlarged, enlarged.nodes[0].rect, INK, size=size)
    assert (reflow.check(enlarged, reflow.inked(usual)) == []) is right


def test_the_ratios_are_those_of_wcag() -> None:
    assert pixels.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert pixels.contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


def test_how_far_a_screen_is_scrolled_is_not_told_by_what_the_edge_cuts_off() -> None:
    title, fixed, *others = (node(0, y, 100, 50) for y in (0, 5, 300, 400, 500))
    placed = {each.id: each for each in (title, fixed, *others)}
    cut = replace(title, rect=Rect(0, 0, 100, 20))
    below = [replace(each, rect=replace(each.rect, y=each.rect.y - 130)) for each in others]
    assert scrolled(placed, [cut, fixed, *below]) == 130
    assert scrolled(placed, [cut, fixed]) == 0


@pytest.mark.parametrize(
    ("text", "height", "right"), [(100, 60, True), (100, 100, False), (300, 100, True), (300, 150, False)]
)
def test_a_bar_that_takes_the_room_of_the_screen_is_found(text: int, height: float, right: bool) -> None:
    made = page(node(0, 0, 412, height, "group", mark="skip 100 Au contenu"), view=replace(VIEW, text=text))
    assert (list(bar.check(made)) == []) is right


def test_words_that_fill_a_button_are_not_its_edge() -> None:
    made = page(node(20, 20, 60, 48, "button", name="Lire"))
    writes(made, Rect(16, 20, 60, 48), PALE, size=44)
    assert contrast.edge(made, made.nodes[0].rect) is None
