"""The register of screens is whole, and so is what is looked at."""

from __future__ import annotations

from dataclasses import replace

from screens.root import _ROUTES
from tests.matrix.comfort import THEMES
from tests.matrix.jobs import DIRECTIONS, LANGUAGES, LARGE, every, shares
from tests.matrix.screens import BY_NAME, PASSING, SCREENS, without_entry


def test_every_route_of_the_app_has_a_screen() -> None:
    patterns = [route.path for route in _ROUTES if route.path]
    assert [each for each in without_entry(patterns) if each not in PASSING] == []


def test_a_route_without_a_screen_is_noticed() -> None:
    assert without_entry(["/home", "/a/new/one"]) == ["/a/new/one"]


def test_names_of_screens_are_their_own() -> None:
    assert len(BY_NAME) == len(SCREENS)


def test_every_view_is_met_once_and_each_direction_far() -> None:
    jobs = every()
    assert len({job.view for job in jobs}) == len(jobs)
    plain = [job for job in jobs if job.view.text == 100]
    assert len(plain) == len(SCREENS) * len(LANGUAGES) * len(THEMES)
    assert len(jobs) - len(plain) == len(SCREENS) * len(DIRECTIONS) * len(LARGE)
    far = [(job.view.screen, job.view.language) for job in jobs if job.far]
    assert sorted(far) == sorted((screen, language) for screen in BY_NAME for language in DIRECTIONS)


def test_shares_are_all_of_the_work_and_each_screen_is_one_workers() -> None:
    jobs = every()
    one, other = shares(jobs, 2)
    assert sorted(map(repr, [*one, *other])) == sorted(map(repr, jobs))
    assert not {job.view.screen for job in one} & {job.view.screen for job in other}
    assert abs(len(one) - len(other)) < len(jobs) / 10


def test_a_screen_is_seen_as_it_is_before_it_is_enlarged() -> None:
    for part in shares(every(), 2):
        for place, job in enumerate(part):
            if job.view.text != 100:
                before = [each.view for each in part[:place] if each.far]
                assert replace(job.view, text=100) in before
