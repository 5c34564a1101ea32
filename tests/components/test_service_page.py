"""The page of a service: what is needed to start leads, the rest is folded away until it is asked for."""

from __future__ import annotations

import flet as ft
import pytest

from screens import routes
from screens.room import Room
from tests.components.harness import words_of
from tests.components.world import Visit, World, visiting

BOTH = pytest.mark.parametrize("language", ["ar", "fr"])


def is_expanded(visit: Visit, title: str) -> bool | None:
    """Return what assistive technology hears of a fold."""
    told = (each for each in visit.all(ft.Semantics) if each.expanded is not None)
    return next((each.expanded for each in told if words_of(each).startswith(title)), None)


@BOTH
async def test_the_start_comes_before_what_is_folded(known: World, language: str) -> None:
    async with visiting(known, language, routes.service("sick_leave")) as visit:
        t = visit.t
        await visit.until(lambda: visit.has_button(t("Start this request")))
        names = [
            words_of(each)
            for each in visit.all(ft.Control)
            if isinstance(each, ft.FilledButton | ft.TextButton)
        ]
        assert names.index(t("Start this request")) < names.index(t("Who can ask"))
        assert visit.headings(2) == [t("Time limits"), t("Papers to prepare")]
        confirm = t("To be confirmed with the agency")
        assert [confirm in words for words in visit.words()].count(True) <= 1


async def test_a_fold_says_whether_it_is_open(known: World) -> None:
    async with visiting(known, "fr", routes.service("sick_leave")) as visit:
        title = visit.t("If the answer is no")
        await visit.until(lambda: visit.has_button(title))
        assert is_expanded(visit, title) is False
        assert not visit.shows("08-08")
        await visit.press(title)
        assert is_expanded(visit, title) is True
        assert visit.shows("08-08")
        await visit.press(title)
        assert is_expanded(visit, title) is False


async def test_what_is_unfolded_stays_so_in_another_room(known: World) -> None:
    async with visiting(known, "fr", routes.service("sick_leave")) as visit:
        title = visit.t("Good to know")
        await visit.presses("Good to know")
        visit.window.ui.room = Room.DESKTOP
        await visit.settle()
        assert is_expanded(visit, title) is True
