"""Screens are built from the components and from nothing else: a control is made accessible once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SCREENS = Path(__file__).parents[3] / "screens"
NO_CONTROLS = {
    "AutofillHint",
    "Control",
    "Event",
    "Icons",
    "IconData",
    "Route",
    "Router",
    "View",
    "component",
    "context",
    "observable",
    "use_effect",
    "use_ref",
    "use_route_location",
    "use_route_params",
}
"""What a screen may take from Flet: types, state, names of icons, routes and hooks. Whatever draws is a component's."""

AREAS = sorted(
    path
    for path in SCREENS.rglob("*.py")
    if "components" not in path.parts and path.parent != SCREENS and path.parent.name != "theme"
)


def raw(source: str) -> set[str]:
    """Return names taken from Flet beyond those allowed."""
    tree = ast.parse(source)
    taken = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ft"
    }
    taken |= {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0].startswith("flet")
        for alias in node.names
    }
    return taken - NO_CONTROLS


def test_a_raw_control_is_found() -> None:
    assert raw("import flet as ft\nft.Text('x')") == {"Text"}
    assert raw("from flet import Column") == {"Column"}
    assert raw("import flet as ft\nft.Icons.ADD") == set()


@pytest.mark.parametrize("path", AREAS, ids=lambda path: str(path.relative_to(SCREENS)))
def test_a_screen_draws_nothing_itself(path: Path) -> None:
    assert raw(path.read_text("utf-8")) == set()
