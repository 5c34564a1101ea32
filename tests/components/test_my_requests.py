"""My requests, where there are many."""

from __future__ import annotations

import asyncio
import re

import pytest

from screens import routes
from services.models.case import Case, CaseState, Message
from tests.components.world import World, visiting


async def test_a_few_drafts_show_and_the_others_on_asking(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.requests.requests.AT_ONCE", 2)
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        drafts = visit.window.actions.drafts
        for service in ("sick_leave", "chifa_card", "cnr_yearly_proof"):
            await drafts.start(service)
        catalogue = await visit.window.actions.services.load()
        assert catalogue is not None
        names = [visit.t.text(each.name) for each in catalogue.services]
        told = visit.t.n("{count} draft", "{count} drafts", 3)
        await visit.until(lambda: told in visit.words())
        await visit.open(routes.REQUESTS)
        more = visit.t("Show more")
        await visit.until(lambda: visit.has_button(more))
        assert sum(visit.has_button(name) for name in names) == 2
        await visit.press(more)
        await visit.until(lambda: sum(visit.has_button(name) for name in names) == 3)
        assert not visit.has_button(more)


def case(number: int) -> Case:
    at = f"2026-01-0{number}T10:00:00Z"
    return Case(f"case-{number}", f"26-{number}", "sick_leave", CaseState.IN_REVIEW, at, at, [])


async def test_a_few_requests_show_and_the_focus_goes_to_the_first_of_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.requests.requests.AT_ONCE", 2)
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        cases = visit.window.profile.cases
        for number in range(1, 6):
            await asyncio.to_thread(cases.keep, case(number), "etag")
        await visit.open(routes.REQUESTS)
        more = visit.t("Show more")

        def references() -> list[str]:
            return re.findall(r"26-\d", " ".join(visit.words()))

        for shown, new in ((2, "case-3"), (4, "case-1")):
            await visit.until(lambda: visit.has_button(more))
            assert references() == [f"26-{5 - n}" for n in range(shown)]
            await visit.press(more)
            await visit.until(lambda new=new: visit.window.shared.focus.key == new)
        assert references() == [f"26-{5 - n}" for n in range(5)]
        assert not visit.has_button(more)


async def test_the_newest_messages_show_and_the_earlier_ones_on_asking(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.requests.messages.AT_ONCE", 2)
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        profile = visit.window.profile
        await asyncio.to_thread(profile.cases.keep, case(1), "etag")
        told = [
            Message(f"m{n}", "case-1", "agency", f"2026-01-01T10:00:0{n}Z", f"Texte {n}.", "fr")
            for n in range(5)
        ]
        await asyncio.to_thread(profile.messages.receive, told)
        await visit.open(routes.messages("case-1"))
        earlier = visit.t("Show earlier messages")
        for first in (3, 1):
            await visit.until(lambda: visit.has_button(earlier))
            assert [f"Texte {n}." in visit.words() for n in range(5)] == [n >= first for n in range(5)]
            await visit.press(earlier)
            new = f"m{max(0, first - 2)}"
            await visit.until(lambda new=new: visit.window.shared.focus.key == new)
        assert not visit.has_button(earlier)
        words = visit.words()
        assert sorted(range(5), key=lambda n: words.index(f"Texte {n}.")) == [*range(5)]
