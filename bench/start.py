"""Starting, against bare Flet: from the start of the program to the home screen.

Headless Chromium that draws in software, a browser without anything kept. Ours: until the title of the home screen
shows, the profile picked as soon as its name does. The baseline is the one page of a bare Flet app (`bench.bare_app`),
started in the same way. Milliseconds; at most 1.5 times, with 100 drafts stored; with 10,000 for comparison.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.measure import Figure, Result, interleaved, middle, ratio
from bench.stage import Bare, Ours, Stage
from tests.journeys.browser import launch

STORED = (100, 10_000)


def run(*, quick: bool) -> Result:
    with (
        tempfile.TemporaryDirectory() as folder,
        Stage(Path(folder), STORED) as stage,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        started = _started(browser, stage, 1 if quick else 4)
        browser.close()
    return started


def _started(browser: Browser, stage: Stage, rounds: int) -> Result:
    programs: dict[str, Callable[[], Bare | Ours]] = {"bare": stage.bare}
    programs |= {str(count): partial(stage.ours, count, watched=False) for count in (STORED[0], STORED[1])}

    def once(name: str) -> float:
        started = programs[name]()
        try:
            return started.opens(browser)
        finally:
            started.stop()

    costs = interleaved({name: partial(once, name) for name in programs}, rounds, warm=False)
    figures = [
        Figure(
            f"start → home usable, {count:,} drafts stored",
            "a bare Flet page",
            ratio(costs[str(count)], costs["bare"]),
            target=bound,
            ours=middle(costs[str(count)]),
            theirs=middle(costs["bare"]),
            rounds=rounds,
        )
        for count, bound in ((STORED[0], 1.5), (STORED[1], None))
    ]
    return Result(figures)
