"""WCAG 1.3.1 and 2.4.6: one h1, no level skipped. WCAG 3.1.1: the page says its language."""

from __future__ import annotations

from itertools import pairwise

from tests.journeys.browser import plain
from tests.matrix import pixels
from tests.matrix.snapshot import Finding, Node, Snapshot

RIGHT_TO_LEFT = frozenset({"ar"})
_LOCALES = {"kab": "fr"}
"""Flutter has no Kabyle: what it says itself is then French, and so is the page's language."""


def check(snapshot: Snapshot) -> list[Finding]:
    levels = [
        int(node.tag[1]) for node in snapshot.nodes if node.role == "heading" and node.tag[1:].isdigit()
    ]
    found = []
    if levels.count(1) != 1:
        found.append(Finding(snapshot.view, "1.3.1", f"{levels.count(1)} headings of level 1", str(levels)))
    if any(after - before > 1 for before, after in pairwise([0, *levels])):
        found.append(Finding(snapshot.view, "1.3.1", "a level of heading is skipped", str(levels)))
    return [*found, *_title(snapshot), *_language(snapshot), *_direction(snapshot)]


def _title(snapshot: Snapshot) -> list[Finding]:
    """WCAG 2.4.2: the page is called what its first heading says."""
    first = next((node for node in snapshot.nodes if node.tag == "H1"), None)
    if first is None or agrees(snapshot.title, first.text):
        return []
    return [
        Finding(snapshot.view, "2.4.2", "the title of the page is not that of the screen", snapshot.title)
    ]


def agrees(page_title: str, heading: str) -> bool:
    """True if the heading begins with the page's title.

    The heading may say where in a longer way the screen is. The page adds the name of the app.
    """
    title = plain(page_title).rpartition(" – ")[0]
    return bool(title) and plain(heading).startswith(title)


def _language(snapshot: Snapshot) -> list[Finding]:
    wanted = _LOCALES.get(snapshot.view.language, snapshot.view.language)
    if snapshot.lang.split("-")[0] == wanted:
        return []
    return [Finding(snapshot.view, "3.1.1", f"lang is {snapshot.lang!r}, not {wanted!r}", "html")]


def _direction(snapshot: Snapshot) -> list[Finding]:
    """Check that the title is where reading begins.

    A title that fills its lines shows no side.
    """
    title = next((node for node in snapshot.nodes if node.tag == "H1"), None)
    gaps = _gaps(snapshot, title) if title else None
    if gaps is None or title is None:
        return (
            [] if title is None else [Finding(snapshot.view, "1.3.2", "direction not measured", title.called)]
        )
    left, right = gaps
    if max(left, right) < _FILLED * title.rect.width:
        return []
    starts = right < left if snapshot.view.language in RIGHT_TO_LEFT else left < right
    if starts:
        return []
    return [
        Finding(
            snapshot.view,
            "1.3.2",
            f"title {left:.0f} from the left, {right:.0f} from the right",
            title.called,
        )
    ]


_FILLED = 0.1
"""Share of the width under which what is left of a line is chance."""


def _gaps(snapshot: Snapshot, title: Node) -> tuple[float, float] | None:
    """Return the last line's gaps between the box and its ink."""
    crop = snapshot.crop(title.rect)
    ink = pixels.ink(crop) if crop else None
    box = ink.getbbox() if ink else None
    if ink is None or box is None:
        return None
    lines = pixels.runs(ink, down=True, gap=round(2 * snapshot.scale))
    top, bottom = max(lines, key=lambda line: line[1])
    box = ink.crop((0, top, ink.width, bottom)).getbbox() or box
    return box[0] / snapshot.scale, (ink.width - box[2]) / snapshot.scale
