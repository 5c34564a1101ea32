"""No module imports itself by way of others: each can be read, loaded and tested with what it needs alone."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

PRODUCT = ("app", "screens", "i18n", "services", "ministry")


def circle(imports: dict[str, set[str]]) -> list[str]:
    """Return the modules of a circle, the first again last."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("package", PRODUCT)
def test_no_circle_of_imports(package: str) -> None:
    # Imports for types alone count, and those within functions.
    graph = grimp.build_graph(package, cache_dir=None)
    assert circle({each: graph.find_modules_directly_imported_by(each) for each in graph.modules}) == []


def test_a_circle_is_found() -> None:
    assert sorted(set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}))) == ["a", "b", "c"]
