"""What axe finds in the semantics DOM, but for two rules."""

from __future__ import annotations

from tests.matrix.snapshot import Finding, Snapshot

WAIVED = {
    "region": "Flutter emits no landmarks",
    "meta-viewport": "Flutter's engine writes the tag, with maximum-scale=1; the app enlarges text itself",
}
"""Rule of axe → why it is Flutter's own and not ours. Every other rule holds."""


def check(snapshot: Snapshot) -> list[Finding]:
    return [
        Finding(snapshot.view, f"axe {rule['id']}", rule["help"], " ".join(map(str, node["target"])))
        for rule in snapshot.violations
        if rule["id"] not in WAIVED
        for node in rule["nodes"]
    ]
