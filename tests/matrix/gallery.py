"""`python -m tests.matrix.gallery DIR`: a picture of every screen in every way, and a page to leaf through them.

Whole screens, as high as what they hold: Arabic and French, 100 % and 200 % text, light and strong contrast, phone and
desktop. Nothing in them is of a real person.
"""

from __future__ import annotations

import argparse
import html
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

from tests.matrix.comfort import THEMES
from tests.matrix.screens import BY_NAME
from tests.matrix.snapshot import View
from tests.matrix.stage import Stage
from tests.matrix.tab import WIDTH

SIZES = {"phone": WIDTH, "desktop": 1280}
"""CSS pixels across."""
_QUALITY = 82


def take(out: Path, stage: Stage, views: list[View]) -> int:
    """Take all pictures; raise where a screen cannot be shown."""
    for view in views:
        tab = stage.show(view).tab
        tab.let_go()
        for size, width in SIZES.items():
            file = out / _name(view, size)
            file.parent.mkdir(parents=True, exist_ok=True)
            tab.snapshot(replace(view, width=width), whole=False).image.save(file, quality=_QUALITY)
            print(file.relative_to(out), flush=True)
    return len(views) * len(SIZES)


def views_of(
    screens: Sequence[str], languages: Sequence[str], themes: Sequence[str], texts: Sequence[int]
) -> list[View]:
    """Return the views in an order with few changes between neighbours."""
    ways = product(languages, themes, texts, screens)
    return [View(screen, language, theme, text) for language, theme, text, screen in ways]


def _way(view: View, size: str) -> str:
    return f"{view.language}-{size}-{view.text}-{view.theme}"


def _name(view: View, size: str) -> str:
    """Name the file of a view within the folder."""
    return f"{_way(view, size)}/{view.screen}.webp"


def page(taken: Sequence[View]) -> str:
    """Write the page: each screen's pictures side by side."""
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>Qarib: every screen</title>",
        "<style>body{font:1rem sans-serif}section{display:flex;overflow-x:auto;gap:1em;align-items:start}"
        "img{height:34em;border:1px solid #999}figure{margin:0}</style>",
    ]
    for screen in dict.fromkeys(view.screen for view in taken):
        parts.append(f"<h2>{html.escape(screen)}</h2><section>")
        for view, size in product((each for each in taken if each.screen == screen), SIZES):
            name, way = _name(view, size), _way(view, size)
            parts.append(
                f"<figure><a href='{name}'><img loading='lazy' src='{name}' alt='{screen}, {way}'></a>"
                f"<figcaption>{way}</figcaption></figure>"
            )
        parts.append("</section>")
    return "\n".join(parts)


def main() -> int:
    from tests.matrix.run import WORKERS, on_stages

    parser = argparse.ArgumentParser(prog="python -m tests.matrix.gallery", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--screens", nargs="+", choices=BY_NAME, default=list(BY_NAME), metavar="SCREEN")
    parser.add_argument("--languages", nargs="+", choices=("ar", "fr", "en", "kab"), default=("ar", "fr"))
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=("light", "high_dark"))
    parser.add_argument("--texts", nargs="+", type=int, default=(100, 200))
    parser.add_argument("--workers", type=int, default=WORKERS)
    given = parser.parse_args()
    wanted = views_of(given.screens, given.languages, given.themes, given.texts)
    size = -(-len(wanted) // given.workers)
    parts = [wanted[start : start + size] for start in range(0, len(wanted), size)]
    count = sum(on_stages(parts, partial(take, given.folder)))
    (given.folder / "index.html").write_text(page(wanted), encoding="utf-8")
    print(f"{count} pictures: {given.folder / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
