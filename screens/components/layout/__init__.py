from screens.components.layout.control import (
    announced,
    beside,
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

__all__ = [
    "announced",
    "beside",
    "card",
    "group",
    "keyed",
    "lines",
    "live",
    "merged",
    "row",
    "silent",
    "stack",
]
