"""WCAG 4.1.2, 1.1.1 and 2.4.9 (AAA): everything that can be acted on has a name in Chromium's accessibility tree, and
no two buttons of a screen have the same."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.matrix.snapshot import TARGETS, Finding, Snapshot

_NAMED = TARGETS | {"image", "img", "dialog", "alertdialog", "progressbar"}


def check(snapshot: Snapshot) -> list[Finding]:
    """Check the names as the browser computed them.

    A name that only an attribute claims does not count.
    """
    if not snapshot.ax:
        return [Finding(snapshot.view, "4.1.2", "accessibility tree not captured", "page")]
    nameless = [
        _value(node, "role")
        for node in snapshot.ax
        if not node.get("ignored") and _value(node, "role") in _NAMED and not _value(node, "name").strip()
    ]
    pressed = [
        _value(node, "name").strip()
        for node in snapshot.ax
        if not node.get("ignored") and _value(node, "role") in ("button", "link")
    ]
    return [
        *(Finding(snapshot.view, "4.1.2", "no name", role) for role in nameless),
        *(
            Finding(snapshot.view, "2.4.9", f"{times} of one name", name)
            for name, times in Counter(pressed).items()
            if name and times > 1
        ),
    ]


def _value(node: dict[str, Any], part: str) -> str:
    return str(node.get(part, {}).get("value") or "")
