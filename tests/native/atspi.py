"""Find and press in the native window through AT-SPI: `atspi.py see|tap TEXT SECONDS`, `atspi.py tree`.

For the system's Python, whose `gi` no package of PyPI brings. Never asks for extents: Flutter's Linux client hangs
for tens of seconds when asked.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

_PRESSED = ("push button", "radio button", "check box", "link")
_POLL = 0.3
_ANSWER_MS = 4000


def windows() -> Iterator[Any]:
    """Yield the app's windows, by whatever name its client goes."""
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child and (child.get_name() or "").lower() in ("flet", "dz.qarib.qarib"):
            yield child


def walk(node: Any, depth: int = 0) -> Iterator[tuple[Any, int]]:
    if node is None:
        return
    yield node, depth
    for index in range(node.get_child_count()):
        try:
            child = node.get_child_at_index(index)
        except GLib.Error:
            continue  # it went while it was looked at
        yield from walk(child, depth + 1)


def named(text: str) -> list[Any]:
    return [node for window in windows() for node, _ in walk(window) if plain(text) in plain(node.get_name())]


def plain(text: str | None) -> str:
    """Remove the marks that keep the direction of a part."""
    return re.sub("[\u2066-\u2069]", "", text or "")


def tap(text: str) -> bool:
    """Press the first control whose name holds the text; False without.

    A button, a choice or a link.
    """
    for node in named(text):
        if node.get_role_name() in _PRESSED:
            for index in range(node.get_n_actions()):
                if node.get_action_name(index) == "Tap":
                    return bool(node.do_action(index))
    return False


def focused() -> list[str]:
    """Return what has the focus, as assistive technology sees it."""
    return [
        f"{node.get_role_name()} {node.get_name()!r}"
        for window in windows()
        for node, _ in walk(window)
        if node.get_state_set().contains(Atspi.StateType.FOCUSED)
    ]


def main() -> None:
    Atspi.init()
    Atspi.set_timeout(_ANSWER_MS, _ANSWER_MS)
    what, *rest = sys.argv[1:]
    if what == "tree":
        for window in windows():
            for node, depth in walk(window):
                print("  " * depth, node.get_role_name(), repr(node.get_name()))
        return
    if what == "focused":
        print("\n".join(focused()))
        return
    ends = time.monotonic() + float(rest[1])
    do = {"see": named, "tap": tap}[what]
    while True:
        try:
            if do(rest[0]):
                return
        except GLib.Error:
            pass  # the tree changed under the look
        if time.monotonic() > ends:
            there = [node.get_name() for window in windows() for node, _ in walk(window)]
            sys.exit(f"not there: {rest[0]}\nbut: {[name for name in there if name]}")
        time.sleep(_POLL)


if __name__ == "__main__":
    main()
