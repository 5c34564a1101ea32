"""My requests, where there are many."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import flet as ft
import pytest

from screens import routes
from screens.given import Part, RequestRow
from screens.requests.parts import empty_words, part_of, part_words
from services.models.appeal import AppealClock
from services.models.case import Case, CaseState, Decision, Message, Outcome
from services.models.catalogue import Basis
from tests.components.harness import walk, words_of
from tests.components.world import Visit, World, visiting


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


def current(visit: Visit) -> list[str]:
    """Return the names of the current parts, for assistive technology."""
    chosen = [each for each in visit.all(ft.Semantics) if each.selected]
    return [
        words_of(each) for each in chosen if any(isinstance(part, ft.OutlinedButton) for part in walk(each))
    ]


async def test_each_part_has_a_button_that_says_which_one_shows(world: World) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        await asyncio.to_thread(visit.window.profile.cases.keep, case(1), "etag")
        await visit.window.actions.drafts.start("chifa_card")
        await visit.open(routes.REQUESTS)
        await visit.sees("26-1")
        t = visit.t
        assert current(visit) == [t("{part} ({count})", part=t("Under way"), count=1)]
        before = visit.button(t("Drafts"))._i
        await visit.press(t("Drafts"))
        await visit.sees(t("Draft, not sent"))
        assert current(visit) == [t("{part} ({count})", part=t("Drafts"), count=1)]
        # The same button, so that the focus stays on it.
        assert visit.button(t("Drafts"))._i == before
        assert not visit.shows("26-1")
        for empty in (Part.DECIDED, Part.ARCHIVE):
            await visit.press(part_words(empty, t))
            await visit.sees(empty_words(empty, t))
            assert current(visit) == [part_words(empty, t)]


async def test_the_way_back_leads_to_the_part_that_was_left(world: World) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        cases, t = visit.window.profile.cases, visit.t
        await asyncio.to_thread(cases.keep, case(1), "etag")
        decided = Decision(Outcome.ACCEPTED, "2026-01-02T10:00:00Z", "", "fr")
        old = replace(case(2), state=CaseState.DECIDED, decision=decided)
        await asyncio.to_thread(cases.keep, old, "etag")
        await asyncio.to_thread(cases.mark_decision_read, old.id)
        await visit.open(routes.REQUESTS)
        await visit.sees("26-1")
        await visit.press(t("Older"))
        await visit.sees("26-2")
        catalogue = await visit.window.actions.services.load()
        service = catalogue.service("sick_leave") if catalogue else None
        assert service is not None
        await visit.press(t.text(service.name))
        await visit.until(lambda: visit.page.route == routes.request(old.id))
        await visit.press(t("Back"))
        await visit.sees("26-2")
        assert not visit.shows("26-1")
        # Once only: by another way, what is under way shows.
        await visit.open(routes.HOME)
        await visit.open(routes.REQUESTS)
        await visit.sees("26-1")


async def test_a_word_finds_requests_of_all_parts_and_the_field_keeps_its_text(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.requests.requests.SEARCHED", 2)
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        t = visit.t
        await asyncio.to_thread(visit.window.profile.cases.keep, case(1), "etag")
        await visit.window.actions.drafts.start("sick_leave")
        await visit.window.actions.drafts.start("chifa_card")
        await visit.open(routes.REQUESTS)
        await visit.type(t("Search"), "arret")
        await visit.sees(t.n("{count} request found", "{count} requests found", 2))
        assert visit.shows("26-1")
        assert visit.shows(t("Draft, not sent"))
        assert visit.field(t("Search")).value == "arret"
        await visit.type(t("Search"), "zzzz")
        await visit.sees(t.n("{count} request found", "{count} requests found", 0))


def test_what_is_old_read_and_over_is_in_the_archive() -> None:
    made = replace(case(1), state=CaseState.DECIDED)
    decision = Decision(Outcome.REFUSED, "2026-01-01T10:00:00Z", "", "fr")
    clock = AppealClock(15, "art. 7-9", None, Basis.VERIFIED, date(2026, 12, 6))

    def part(day: date, **more: Any) -> Part:
        row = RequestRow("id", None, datetime(2026, 1, 1, tzinfo=UTC), False, **more)
        return part_of(row, day)

    over, soon = date(2026, 4, 2), date(2026, 4, 1)
    read = replace(made, decision=decision)
    assert part(over, case=read) is Part.ARCHIVE
    assert part(soon, case=read) is Part.DECIDED
    assert part(over, case=replace(read, unread_decision=True)) is Part.DECIDED
    assert part(over, case=replace(read, unread_messages=1)) is Part.DECIDED
    assert part(over, case=read, clock=clock) is Part.DECIDED
    assert part(over, case=case(1)) is Part.UNDER_WAY
