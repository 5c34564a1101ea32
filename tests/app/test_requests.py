"""Requests after they were written: held, let go, refused and opened again, listed."""

from __future__ import annotations

import asyncio

import pytest

from services.errors import RefusedError
from services.models.outbox import SendState
from services.requests import REQUEST
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
    row = (await requests.listed(9, 9)).rows[0]
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
    rows = (await requests.listed(9, 9)).rows
    assert [(row.id, row.is_draft) for row in rows] == [(opened.draft.id, True)]
    await drafts_of(visit).send(again)
    await visit.until(lambda: profile.requests.receipt(opened.draft.id))


async def refuses(_: object) -> None:
    raise RefusedError("form-withdrawn", 409)


async def test_drafts_and_requests_are_listed_together_the_latest_first(visit: Visit) -> None:
    drafts, profile = drafts_of(visit), visit.window.profile
    sent = await complete(visit)
    await drafts.send(sent)
    draft_id = await drafts.start("sick_leave")
    rows = (await visit.window.actions.requests.listed(9, 9)).rows
    assert {(row.id, row.is_draft) for row in rows} == {(sent.draft.id, False), (draft_id, True)}
    assert [row.updated_at for row in rows] == sorted((row.updated_at for row in rows), reverse=True)
    draft = next(row for row in rows if row.is_draft)
    assert 0 <= draft.done < draft.total
    await visit.until(lambda: profile.vault.ids(REQUEST) == {sent.draft.id})


async def test_a_case_of_a_request_that_was_sent_from_elsewhere_is_listed(world: World, visit: Visit) -> None:
    await signs_in(visit)
    opened, profile = await complete(visit), visit.window.profile
    await drafts_of(visit).send(opened)
    await visit.until(lambda: profile.requests.receipt(opened.draft.id))
    await world.house.open_profile((await asyncio.to_thread(world.house.profiles.create, "Autre")).id)
    await signs_in(visit)
    await visit.window.profile.refresh_cases()
    rows = (await visit.window.actions.requests.listed(9, 9)).rows
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
        listed = await requests.listed(most, 9)
        assert {row.id for row in listed.rows} == {*ids[::-1][:most]}
        assert listed.drafts == 3
        assert all(row.total for row in listed.rows)


async def test_the_latest_draft_of_a_service(visit: Visit) -> None:
    drafts, requests = drafts_of(visit), visit.window.actions.requests
    assert await requests.latest_draft("sick_leave") is None
    draft_id = await drafts.start("sick_leave")
    await drafts.start("chifa_card")
    latest = await requests.latest_draft("sick_leave")
    assert latest is not None
    assert (latest.id, latest.is_draft) == (draft_id, True)
