"""Home shows what waits for the person, with its day, until they read it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import flet as ft

from screens import routes
from screens.given import Part
from screens.requests.row import clock_words
from screens.theme import roles
from tests.components.harness import plain, words_of
from tests.components.story import Story

GREEN = roles.SOFT
FIRST = "You have no request yet. Choose a service: Qarib asks what is needed, and keeps what you write."


def ground(story: Story, name: str) -> Any:
    """Return the colour of the tile with these words."""
    style = story.visit.button(name).style  # type: ignore[attr-defined]
    return style.bgcolor[ft.ControlState.DEFAULT]


def tiles(story: Story) -> list[str]:
    """Return the names of the tiles of what waits."""
    calls = [
        each
        for each in story.visit.all(ft.OutlinedButton)
        if each.style
        and each.style.bgcolor[ft.ControlState.DEFAULT] in (roles.ATTENTION_SOFT, GREEN, roles.ERROR_SOFT)
    ]
    return [words_of(each) for each in calls]


async def test_home_calls_for_a_decision_with_its_day_and_for_messages_until_they_are_read(
    story: Story,
) -> None:
    visit, t = story.visit, story.t
    await story.begins("sick_leave")
    await story.is_decided()
    for words in ("Votre demande est refusée.", "La lettre est jointe."):
        story.world.desk.message(story.id, words)
    await story.actions.cases.refresh()
    row = (await story.actions.requests.listed(Part.DECIDED, 9)).rows[0]
    assert row.clock is not None
    assert row.clock.last_safe_day is not None
    assert row.case is not None
    assert row.case.decision is not None
    day = plain(clock_words(row.clock, t))
    two = t.n("There is {count} message for you", "There are {count} messages for you", 2)
    await visit.until(lambda: len(tiles(story)) == 2)
    # The one with a day first.
    assert [
        words.startswith(plain(told))
        for words, told in zip(tiles(story), (t("Decided: refused"), two), strict=True)
    ]
    assert day in tiles(story)[0]
    assert ground(story, t("Decided: refused")) == roles.ATTENTION_SOFT
    assert not visit.shows(t("Nothing waits for you."))

    await visit.press(t("Decided: refused"))
    await visit.at(t("Decision"))
    await visit.sees(day)
    assert visit.shows(row.clock.law)
    await visit.open(routes.request(story.id))
    await visit.sees(day)
    refused = t("Refused – decision of {date}", date=t.date(row.case.decision.decided_at))
    shown = visit.words()
    assert shown.index(plain(refused)) < shown.index(day) < shown.index(plain(t("Where it is")))
    assert not visit.shows(t("Your request has arrived. Its reference:"))
    await visit.open(routes.HOME)
    await visit.until(lambda: len(tiles(story)) == 1)
    await visit.press(two)
    await visit.sees("La lettre est jointe.")
    await visit.open(routes.HOME)
    await visit.until(lambda: not tiles(story))
    # Read, and the time goes on: it is still said, with its day.
    await visit.sees(t("Under way"))
    assert day in words_of(visit.button(t.text(row.service.name)))


async def test_an_accepted_decision_calls_once_and_then_nothing_waits(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    await story.is_decided("accepted")
    await story.actions.cases.refresh()
    await visit.sees(t("Decided: accepted"))
    assert ground(story, t("Decided: accepted")) == GREEN
    assert not visit.shows(t("Nothing waits for you."))
    await visit.press(t("Decided: accepted"))
    await visit.sees("Il manque deux années.")
    await visit.open(routes.HOME)
    await visit.sees(t("Nothing waits for you."))
    assert not visit.shows(t("Decided: accepted"))
    assert not visit.shows(t("Under way"))
    # Its service is one press away.
    await visit.sees(t("Ask again"))


async def test_an_asked_paper_leads_to_the_place_where_it_is_given(story: Story) -> None:
    visit = story.visit
    await story.begins()
    ask_id = await story.is_asked()
    await visit.presses("A paper is asked of you")
    assert visit.page.route == routes.ask(story.id, ask_id)


async def test_what_the_agency_reads_is_under_way_and_not_waiting(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    await story.actions.cases.refresh()
    await visit.sees(t("Nothing waits for you."))
    service = (await story.actions.requests.listed(None, 1)).rows[0].service
    assert service is not None
    await visit.until(lambda: t("Being read by the agency") in words_of(visit.button(t.text(service.name))))
    await visit.press(t.text(service.name))
    assert visit.page.route == routes.request(story.id)


async def test_the_first_home_says_what_is_next(story: Story) -> None:
    visit, t = story.visit, story.t
    await visit.sees(t(FIRST))
    assert not visit.shows(t("Nothing waits for you."))
    assert visit.has_button(t("Make a request"))
    await story.draft("sick_leave")
    await visit.open(routes.HOME)
    await visit.until(lambda: not visit.shows(t(FIRST)))
    await visit.presses("Go on with a draft")
    await visit.at(t("My requests"))
    await visit.sees(t("Draft, not sent"))


async def test_home_and_the_places_count_the_same_also_when_a_profile_is_opened_again(story: Story) -> None:
    visit = story.visit
    await story.begins()
    await story.is_asked()
    story.world.desk.message(story.id, "La lettre est jointe.")
    await story.actions.cases.refresh()

    def counted() -> list[int]:
        badges = [each for each in visit.all(ft.Text) if each.theme_style is ft.TextThemeStyle.LABEL_SMALL]
        return [int(str(each.value)) for each in badges]

    await visit.until(lambda: len(tiles(story)) == 2)
    await visit.until(lambda: counted() == [1, 1])
    profile_id = visit.window.profile.profile.id
    story.world.line.is_cut = True
    await story.world.house.close_profile()
    await visit.until(lambda: not tiles(story))
    await story.world.house.open_profile(profile_id)
    await visit.open(routes.HOME)
    await visit.until(lambda: len(tiles(story)) == 2)
    assert counted() == [1, 1]


async def test_simple_mode_shows_what_waits_and_one_way_to_start(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    await story.is_asked()
    visit.window.ui.comfort = replace(visit.window.ui.comfort, simple=True)
    await visit.sees(t("A paper is asked of you"))
    assert visit.headings(2) == [t("Waits for you")]
    assert visit.has_button(t("Make a request"))
    for left_out in ("Under way", "Ask again", "What would you like to do?"):
        assert not visit.shows(t(left_out))


async def test_what_was_read_is_read_after_a_restart_and_what_was_not_is_not(story: Story) -> None:
    visit = story.visit
    await story.begins()
    await story.is_decided()
    await story.actions.cases.refresh()
    profile_id = visit.window.profile.profile.id

    async def reopened() -> bool:
        await story.world.house.close_profile()
        await story.world.house.open_profile(profile_id)
        return await asyncio.to_thread(lambda: bool(visit.window.profile.cases.listed()[0].unread_decision))

    assert await reopened()
    await story.actions.cases.read_decision(story.id)
    assert not await reopened()
