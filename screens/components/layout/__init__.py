from screens.components.layout.control import (
    announced,
    card,
    group,
    keyed,
    lines,
    live,
    merged,
    row,
    silent,
    stack,
)

__all__ = ["announced", "card", "group", "keyed", "lines", "live", "merged", "row", "silent", "stack"]
