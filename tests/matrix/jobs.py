"""What is to be looked at, in an order in which little has to be changed from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.matrix.comfort import THEMES
from tests.matrix.pairs import all_pairs
from tests.matrix.screens import BY_NAME, SCREENS
from tests.matrix.snapshot import View

LANGUAGES = ("ar", "fr", "en")
DIRECTIONS = ("ar", "fr")
"""A language of each direction: what depends on the direction alone is looked at in these."""
ENLARGED = ((320, 100), (412, 200), (412, 300))
"""Widths in CSS pixels, and sizes of text in per cent, in which nothing may be lost."""


@dataclass(frozen=True, slots=True)
class Job:
    """One view to check; `far` also goes round with Tab, narrows the window and enlarges the text."""

    view: View
    far: bool = False


def every(
    screens: Sequence[str] = tuple(BY_NAME),
    languages: Sequence[str] = LANGUAGES,
    themes: Sequence[str] = THEMES,
) -> list[Job]:
    """Each screen × language × theme; once a screen and direction, far."""
    return [
        Job(View(screen, language, theme), far=theme == themes[0] and language in DIRECTIONS)
        for language in languages
        for theme in themes
        for screen in screens
    ]


def pairwise(
    screens: Sequence[str] = tuple(BY_NAME),
    languages: Sequence[str] = LANGUAGES,
    themes: Sequence[str] = THEMES,
) -> list[Job]:
    """Every screen in each language and each theme, and each of those together; far once a screen."""
    rows = all_pairs(screens, languages, themes)
    far: dict[str, tuple[str, ...]] = {}
    for number, screen in enumerate(screens):
        wanted = [row for row in rows if row[0] == screen and row[1] == DIRECTIONS[number % 2]]
        if wanted:
            far[screen] = wanted[0]
    return [Job(View(row[0], row[1], row[2]), far=far.get(row[0]) == row) for row in rows]


def ordered(jobs: Sequence[Job]) -> list[Job]:
    """By language, theme and device: what takes long to change changes seldom."""
    names = [screen.name for screen in SCREENS]

    def place(job: Job) -> tuple[str, int, str, int]:
        screen = BY_NAME[job.view.screen]
        return job.view.language, THEMES.index(job.view.theme), screen.device, names.index(screen.name)

    return sorted(jobs, key=place)


def shares(jobs: Sequence[Job], workers: int) -> list[list[Job]]:
    """Parts of about the same work, each of neighbours."""
    order, total = ordered(jobs), sum(map(_work, jobs))
    parts: list[list[Job]] = [[] for _ in range(workers)]
    done = 0.0
    for job in order:
        parts[min(int(done * workers / total), workers - 1)].append(job)
        done += _work(job)
    return [part for part in parts if part]


def _work(job: Job) -> float:
    """About as long as it takes, one plain view being 1."""
    return 6.0 if job.far else 1.0
