"""The screens in a real browser against bare Flet ones: typing, going to the next question.

Headless Chromium that draws in software; the app and a bare Flet app (`bench.bare_app`) are programs of their own, and
take turns.

Typing: into a field of the request form while 10,000 drafts are stored, against a bare text field, 12 keys a second.
Two ends: the keystroke is drawn, and the keystroke is in the draft (bare: in the handler). The 95th of a hundred, at
most 1.5 times. Next question: from the tap on "Continue" until the next screen's title shows, against a bare page
change; at most 1.5 times at p95.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.measure import Curve, Figure, Result, interleaved, middle, percentile, ratio, spread
from bench.stage import Bare, Ours, Stage
from bench.watching import Typed
from tests.journeys.browser import launch

STORED = (100, 10_000)
MOST = STORED[-1]
TEXT = "Atelier Tassili, 12 rue des Oliviers"


def run(*, quick: bool) -> Result:
    # The stage before the driver of the browser, which keeps an event loop in this thread.
    with (
        tempfile.TemporaryDirectory() as folder,
        Stage(Path(folder), STORED) as stage,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        used = _used(browser, stage, quick=quick)
        browser.close()
    return used


def _used(browser: Browser, stage: Stage, *, quick: bool) -> Result:
    bare, ours = stage.bare(), {count: stage.ours(count) for count in STORED}
    opened: dict[str, Bare | Ours] = {"bare": bare, **{str(count): each for count, each in ours.items()}}
    try:
        for each in opened.values():
            each.opens(browser)
        typed = _typing(opened, 1 if quick else 2)
        tapped = _tapping({"bare": bare, "ours": ours[STORED[0]]}, 1 if quick else 3)
    finally:
        for each in opened.values():
            each.stop()
    return Result([*typed.figures, tapped], typed.curves)


def _typing(opened: dict[str, Bare | Ours], rounds: int) -> Result:
    """Measure typing into each in turn, by each round's 95th percentile."""
    drawn: dict[str, list[float]] = {name: [] for name in opened}
    taken: dict[str, list[float]] = {name: [] for name in opened}

    def once(name: str) -> float:
        keys, moments = opened[name].types(TEXT)
        drawn[name].append(percentile([key.drawn - key.at for key in keys], 95))
        taken[name].append(percentile(_until_heard(keys, moments), 95))
        return drawn[name][-1]

    interleaved({name: partial(once, name) for name in opened}, rounds)
    figures = [
        Figure(
            f"keystroke → {what}, p95, in the request form with {MOST:,} drafts stored",
            "a bare Flet text field",
            ratio(found[str(MOST)][1:], found["bare"][1:]),
            target=1.5,
            ours=middle(found[str(MOST)][1:]),
            theirs=middle(found["bare"][1:]),
            rounds=rounds,
        )
        for what, found in (("drawn", drawn), ("in the draft", taken))
    ]
    series = {
        name: [(count, spread(found[key or str(count)][1:]).median) for count in STORED]
        for name, found, key in (
            ("in the draft", taken, ""),
            ("drawn", drawn, ""),
            ("bare: heard", taken, "bare"),
            ("bare: drawn", drawn, "bare"),
        )
    }
    return Result(figures, [Curve("typing", "A keystroke, 95 in 100", "drafts stored", "ms", series)])


def _until_heard(keys: list[Typed], moments: dict[str, float]) -> list[float]:
    """Return the milliseconds until each keystroke was heard.

    Two keystrokes may be told at once: then the first was heard with the second.
    """
    return [next(at for text, at in moments.items() if text.startswith(key.text)) - key.at for key in keys]


def _tapping(opened: dict[str, Bare | Ours], rounds: int) -> Figure:
    """Measure taps through the form, by each round's 95th percentile."""

    def once(name: str) -> float:
        return percentile(opened[name].taps(), 95)

    costs = interleaved({name: partial(once, name) for name in opened}, rounds)
    return Figure(
        "tap → next question shown, p95",
        "a bare Flet page change",
        ratio(costs["ours"], costs["bare"]),
        target=1.5,
        ours=middle(costs["ours"]),
        theirs=middle(costs["bare"]),
        rounds=rounds,
    )
