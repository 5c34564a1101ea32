"""The search for personal data in clear in every byte that a journey left behind."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ministry.catalogue.loader import load

CATALOGUE = "catalogue.cache"


@cache
def _published() -> str:
    """Return what anybody can read at the ministry.

    Its examples bear the demo citizen's name.
    """
    return json.dumps(load().document, ensure_ascii=False)


def found_in_clear(words: Iterable[str], *places: Path) -> list[str]:
    """Return which words are in which files or their names."""
    needles = {
        needle: word
        for word in words
        for needle in (word.encode(), word.encode("utf-16-le"), word.encode("unicode_escape"))
    }
    found = []
    for place in places:
        for path in [place, *place.rglob("*")] if place.is_dir() else [place]:
            content = path.name.encode() + (path.read_bytes() if path.is_file() else b"")
            found += [
                f"{word!r} in {path.name}"
                for needle, word in needles.items()
                if needle in content and not (path.name == CATALOGUE and word in _published())
            ]
    return found
