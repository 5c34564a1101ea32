"""WCAG 4.1.2 and 1.1.1: everything that can be acted on has a name in Chromium's accessibility tree."""

from __future__ import annotations

from typing import Any

from tests.matrix.snapshot import TARGETS, Finding, Snapshot

_NAMED = TARGETS | {"image", "img", "dialog", "alertdialog", "progressbar"}


def check(snapshot: Snapshot) -> list[Finding]:
    """The tree holds what the browser computed, so a name that only an attribute claims does not count."""
    if not snapshot.ax:
        return [Finding(snapshot.view, "4.1.2", "accessibility tree not captured", "page")]
    nameless = [
        _value(node, "role")
        for node in snapshot.ax
        if not node.get("ignored") and _value(node, "role") in _NAMED and not _value(node, "name").strip()
    ]
    return [Finding(snapshot.view, "4.1.2", "no name", role) for role in nameless]


def _value(node: dict[str, Any], part: str) -> str:
    return str(node.get(part, {}).get("value") or "")
