"""Requests after they were written: held, let go, refused and opened again, listed."""

from __future__ import annotations

import asyncio

import pytest

from screens.given import Part
from services.errors import NotReopenableError, RefusedError
from services.models.outbox import SendState
from tests.app.test_drafts import complete, drafts_of, signs_in
from tests.components.world import Visit, World


async def test_written_without_a_network_it_leaves_by_itself_once_there_is_one(
    world: World, visit: Visit
) -> None:
    await signs_in(visit)
    opened, profile = await complete(visit), visit.window.profile
    world.line.is_cut = True
    await drafts_of(visit).send(opened)
    await visit.until(lambda: not visit.window.ui.online)
    await visit.until(lambda: profile.requests.list()[0].sending.state is SendState.WAITING)
    world.line.is_cut = False
    profile.outbox.wake()
    await visit.until(lambda: profile.requests.receipt(opened.draft.id))


async def test_without_a_sign_in_it_waits_for_one(visit: Visit) -> None:
    opened, profile = await complete(visit), visit.window.profile
    await drafts_of(visit).send(opened)
    await visit.until(lambda: profile.requests.list()[0].sending.state is SendState.NEEDS_SIGN_IN)
    await signs_in(visit)
    await visit.until(lambda: profile.requests.receipt(opened.draft.id))


async def test_a_held_request_stays_until_it_is_let_go(world: World, visit: Visit) -> None:
    await signs_in(visit)
    opened, profile, requests = await complete(visit), visit.window.profile, visit.window.actions.requests
    world.line.is_cut = True
    await drafts_of(visit).send(opened)
    await requests.hold(opened.draft.id)
    world.line.is_cut = False
    profile.outbox.wake()
    await visit.settle()
    row = (await requests.listed(Part.UNDER_WAY, 9)).rows[0]
    assert row.sending is not None
    assert row.sending.state is SendState.HELD
    await requests.resume(opened.draft.id)
    await visit.until(lambda: profile.requests.receipt(opened.draft.id))


async def test_a_refused_request_is_a_draft_again_with_all_that_was_written(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signs_in(visit)
    opened, profile = await complete(visit), visit.window.profile
    with monkeypatch.context() as ministry:
        ministry.setattr(profile.ministry, "send_request", refuses)
        await drafts_of(visit).send(opened)
        await visit.until(lambda: profile.requests.list()[0].sending.state is SendState.NEEDS_ATTENTION)
    requests = visit.window.actions.requests
    assert await requests.reopen(opened.draft.id) == opened.draft.id
    again = await drafts_of(visit).open(opened.draft.id)
    assert again is not None
    assert again.draft.inputs == opened.draft.inputs
    listed = await requests.listed(None, 9)
    assert [(row.id, row.is_draft) for row in listed.rows] == [(opened.draft.id, True)]
    assert listed.part is Part.DRAFTS
    await drafts_of(visit).send(again)
    await visit.until(lambda: profile.requests.receipt(opened.draft.id))


async def refuses(_: object) -> None:
    raise RefusedError("form-withdrawn", 409)


async def test_each_part_has_its_own_and_all_are_counted(visit: Visit) -> None:
    drafts, requests = drafts_of(visit), visit.window.actions.requests
    nothing = await requests.listed(None, 9)
    assert (nothing.rows, nothing.part, sum(nothing.counts.values())) == ([], Part.UNDER_WAY, 0)
    sent = await complete(visit)
    await drafts.send(sent)
    draft_id = await drafts.start("sick_leave")
    for part, ids in ((None, [sent.draft.id]), (Part.DRAFTS, [draft_id]), (Part.DECIDED, [])):
        listed = await requests.listed(part, 9)
        assert [row.id for row in listed.rows] == ids
        assert listed.total == len(ids)
        assert [listed.counts[each] for each in Part] == [1, 0, 1, 0]
    draft = (await requests.listed(Part.DRAFTS, 9)).rows[0]
    assert 0 <= draft.done < draft.total


async def test_a_request_is_found_by_its_service_or_its_reference_in_any_writing(visit: Visit) -> None:
    await signs_in(visit)
    drafts, requests, profile = drafts_of(visit), visit.window.actions.requests, visit.window.profile
    sent = await complete(visit)
    await drafts.send(sent)
    await visit.until(lambda: profile.requests.receipt(sent.draft.id))
    draft_id = await drafts.start("sick_leave")
    receipt = profile.requests.receipt(sent.draft.id)
    assert receipt is not None
    reference = receipt.reference

    async def found(query: str, language: str = "fr") -> list[str]:
        return [row.id for row in (await requests.found(query, language, 9)).rows]

    for written in (reference, reference.lower(), reference.replace("-", " "), reference[-4:]):
        assert await found(written) == [sent.draft.id]
    for words, language in (("arret", "fr"), ("ARRÊT", "fr"), ("maladie", "ar"), ("مرض", "ar")):
        assert draft_id in await found(words, language), words


async def test_a_case_of_a_request_that_was_sent_from_elsewhere_is_listed(world: World, visit: Visit) -> None:
    await signs_in(visit)
    opened, profile = await complete(visit), visit.window.profile
    await drafts_of(visit).send(opened)
    await visit.until(lambda: profile.requests.receipt(opened.draft.id))
    await world.house.open_profile((await asyncio.to_thread(world.house.profiles.create, "Autre")).id)
    await signs_in(visit)
    await visit.window.profile.refresh_cases()
    rows = (await visit.window.actions.requests.listed(None, 9)).rows
    assert [(row.id, row.reference is not None, row.is_draft) for row in rows] == [
        (opened.draft.id, True, False)
    ]
    shown = await visit.window.actions.requests.open(opened.draft.id)
    assert shown is not None
    assert shown.reference == rows[0].reference


async def test_so_many_drafts_are_listed_as_are_asked_for_and_all_are_counted(visit: Visit) -> None:
    drafts, requests = drafts_of(visit), visit.window.actions.requests
    ids = [await drafts.start("sick_leave") for _ in range(3)]
    for most in (0, 2, 3, 9):
        listed = await requests.listed(Part.DRAFTS, most)
        assert {row.id for row in listed.rows} == {*ids[::-1][:most]}
        assert listed.total == 3
        assert all(row.total for row in listed.rows)


async def test_the_latest_draft_of_a_service(visit: Visit) -> None:
    drafts, requests = drafts_of(visit), visit.window.actions.requests
    assert await requests.latest_draft("sick_leave") is None
    draft_id = await drafts.start("sick_leave")
    await drafts.start("chifa_card")
    latest = await requests.latest_draft("sick_leave")
    assert latest is not None
    assert (latest.id, latest.is_draft) == (draft_id, True)


async def test_what_was_not_sent_from_here_is_no_model(visit: Visit) -> None:
    assert await visit.window.actions.requests.sent("01900000-0000-7000-8000-000000000000") is None
    with pytest.raises(NotReopenableError):
        await visit.window.actions.requests.use_again("01900000-0000-7000-8000-000000000000")
