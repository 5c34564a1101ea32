"""The bar at the top: one row at any size of text, so that the screen itself has the room."""

from __future__ import annotations

from collections.abc import Iterator

from tests.matrix.snapshot import Finding, Snapshot
from tests.matrix.tab import HEIGHT

MARK = "skip "
"""How the identifier of the bar begins (`screens/components/frame/header.py`)."""
SHARES = {100: 0.09, 200: 0.12, 300: 0.16}
"""The most of a phone's height that it may take, for each size of text in per cent."""


def check(snapshot: Snapshot) -> Iterator[Finding]:
    most = SHARES[snapshot.view.text]
    for node in snapshot.nodes:
        if node.mark.startswith(MARK) and (share := node.rect.bottom / HEIGHT) > most:
            what = f"the bar takes {share:.0%} of a phone, not {most:.0%}"
            yield Finding(snapshot.view, "bar", what, f"at {snapshot.view.text} %")
