"""What is to be looked at, in an order in which little has to be changed from one to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tests.matrix.comfort import THEMES
from tests.matrix.screens import BY_NAME, SCREENS
from tests.matrix.snapshot import View

LANGUAGES = ("ar", "fr", "en")
DIRECTIONS = ("ar", "fr")
"""A language of each direction: what depends on the direction alone is looked at in these."""
NARROW = 320
"""CSS pixels: the window that WCAG 1.4.10 asks for."""
LARGE = (200, 300)
"""Per cent: what WCAG 1.4.4 asks of text, and the largest that the app offers."""
_PLACES = {screen.name: place for place, screen in enumerate(SCREENS)}


@dataclass(frozen=True, slots=True)
class Job:
    """One view to check; `far` also narrows the window and goes round with Tab. Of a view of enlarged text
    only what can be lost is checked."""

    view: View
    far: bool = False


def every(
    screens: Sequence[str] = tuple(BY_NAME),
    languages: Sequence[str] = LANGUAGES,
    themes: Sequence[str] = THEMES,
) -> list[Job]:
    """Return each screen × language × theme."""
    jobs = []
    for screen in screens:
        for language in languages:
            views = [View(screen, language, theme) for theme in themes]
            is_far = language in DIRECTIONS
            jobs += [Job(view, far=is_far and view.theme == themes[0]) for view in views]
            jobs += [Job(replace(views[0], text=size)) for size in LARGE if is_far]
    return jobs


def _by_device(screens: Sequence[str]) -> list[str]:
    return sorted(screens, key=lambda screen: (BY_NAME[screen].device, _PLACES[screen]))


def shares(jobs: Sequence[Job], workers: int) -> list[list[Job]]:
    """Share the jobs in parts of about the same work.

    A screen is one worker's: what it looks like is compared with how large it becomes; screens of one device stay
    together.
    """
    by_screen: dict[str, list[Job]] = {}
    for job in jobs:
        by_screen.setdefault(job.view.screen, []).append(job)
    costs = _costs(by_screen)
    total, done = sum(costs.values()), 0.0
    parts: list[list[Job]] = [[] for _ in range(workers)]
    for screen, cost in costs.items():
        parts[min(int(done * workers / total), workers - 1)] += by_screen[screen]
        done += cost
    return [_ordered(part) for part in parts if part]


def _ordered(jobs: list[Job]) -> list[Job]:
    """Order jobs by language, theme and size of text.

    What takes long to change changes seldom.
    """

    def place(job: Job) -> tuple[str, int, int, int]:
        view = job.view
        return view.language, THEMES.index(view.theme), view.text, _PLACES[view.screen]

    return sorted(jobs, key=place)


_START = 5.0
"""The work of a device's start: its languages and themes are chosen."""


def _costs(by_screen: Mapping[str, Sequence[Job]]) -> dict[str, float]:
    """Return the work of each screen, by device.

    The first screen of a device bears its start.
    """
    costs: dict[str, float] = {}
    device = ""
    for screen in _by_device(list(by_screen)):
        starts = BY_NAME[screen].device != device
        device = BY_NAME[screen].device
        costs[screen] = sum(map(_work, by_screen[screen])) + starts * _START
    return costs


def _work(job: Job) -> float:
    """About as long as it takes, one plain view being 1."""
    return 5.0 if job.far else 1.0
