"""Home shows what waits for the person, with its day, until they read it."""

from __future__ import annotations

import asyncio

from screens import routes
from screens.requests.row import clock_words
from screens.theme import roles
from tests.components.harness import plain
from tests.components.story import Story

GREEN = roles.SOFT


async def test_home_calls_for_a_decision_with_its_day_and_for_messages_until_they_are_read(
    story: Story,
) -> None:
    visit, t = story.visit, story.t
    await story.begins("sick_leave")
    await story.is_decided()
    for words in ("Votre demande est refusée.", "La lettre est jointe."):
        story.world.desk.message(story.id, words)
    await story.actions.cases.refresh()
    row = (await story.actions.requests.listed(0, 9)).rows[0]
    assert row.clock is not None
    assert row.clock.last_safe_day is not None
    assert row.case is not None
    assert row.case.decision is not None
    day = clock_words(row.clock, t)
    await visit.sees(t("Decided: refused"))
    await visit.sees(day)
    two = t.n("There is {count} message for you", "There are {count} messages for you", 2)
    await visit.sees(two)
    assert story.box(t("Decided: refused")) == roles.ATTENTION_SOFT
    assert not visit.shows(t("Nothing is on its way."))

    await visit.press(t("Open: {what}", what=t("Decided: refused")))
    await visit.sees(day)
    refused = t("Refused – decision of {date}", date=t.date(row.case.decision.decided_at))
    shown = visit.words()
    assert shown.index(plain(refused)) < shown.index(plain(day)) < shown.index(plain(t("Where it is")))
    assert not visit.shows(t("Your request has arrived. Its reference:"))
    await visit.presses("Read the decision")
    await visit.at(t("Decision"))
    await visit.sees(day)
    assert visit.shows(row.clock.law)
    await visit.open(routes.HOME)
    await visit.until(lambda: not visit.shows(t("Decided: refused")))
    await visit.sees(two)
    await visit.open(routes.messages(story.id))
    await visit.sees("La lettre est jointe.")
    await visit.open(routes.HOME)
    await visit.until(lambda: not visit.shows(two))
    # Read, and the time goes on: that is said instead of "nothing".
    await visit.sees(day)
    assert not visit.shows(t("Nothing is on its way."))


async def test_an_accepted_decision_calls_once_and_then_nothing_waits(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    await story.is_decided("accepted")
    await story.actions.cases.refresh()
    await visit.sees(t("Decided: accepted"))
    assert story.box(t("Decided: accepted")) == GREEN
    assert not visit.shows(t("Nothing is on its way."))
    await visit.open(routes.decision(story.id))
    await visit.sees("Il manque deux années.")
    await visit.open(routes.HOME)
    await visit.sees(t("Nothing is on its way."))
    assert not visit.shows(t("Decided: accepted"))


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
