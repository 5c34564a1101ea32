from screens.components.layout.control import card, group, keyed, lines, live, merged, row, silent, stack

__all__ = ["card", "group", "keyed", "lines", "live", "merged", "row", "silent", "stack"]
