"""What went wrong on the way stays with the record, to be shown: when, what, how often."""

from __future__ import annotations

from services.models.outbox import Sending, SendState, Trouble
from services.outbox.states import MOST_TROUBLES
from services.requests import REQUEST
from tests.unit.outbox import model
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry


def sending(desk: Desk, request_id: str) -> Sending:
    kept = desk.requests.get(request_id)
    assert kept is not None
    return kept.sending


async def test_each_reason_once_with_its_first_moment_and_how_often(
    desk: Desk, ministry: ModelMinistry
) -> None:
    ministry.reachable = False
    request_id = desk.send_new()
    await desk.drain()
    await desk.drain(seconds=600)
    await desk.drain(seconds=600)
    assert sending(desk, request_id).troubles == (Trouble("unreachable", "2026-01-04T09:00:00Z", 3),)

    ministry.reachable = True
    ministry.troubles.append(model.Trouble.BUSY)
    await desk.drain(seconds=600)
    troubles = (
        Trouble("unreachable", "2026-01-04T09:00:00Z", 3),
        Trouble("unavailable", "2026-01-04T09:30:00Z", 1),
    )
    assert sending(desk, request_id).troubles == troubles
    assert desk.told[-1] == sending(desk, request_id)

    await desk.drain(seconds=600)
    sent = sending(desk, request_id)
    assert (sent.state, sent.attempts, sent.troubles) == (SendState.SENT, 5, troubles)
    assert desk.told[-1].troubles == troubles


async def test_the_same_trouble_again_writes_nothing_new(desk: Desk, ministry: ModelMinistry) -> None:
    ministry.reachable = False
    request_id = desk.send_new()
    await desk.drain()
    (before,) = desk.store.heads(REQUEST)
    for _ in range(5):
        await desk.drain(seconds=600)
    (after,) = desk.store.heads(REQUEST)
    assert after.head == before.head
    assert sending(desk, request_id).troubles[0].times == 6


async def test_a_long_story_is_told_from_its_last_twelve_turns(desk: Desk, ministry: ModelMinistry) -> None:
    request_id = desk.send_new()
    for number in range(MOST_TROUBLES + 5):
        ministry.troubles.append(model.Trouble.BUSY if number % 2 else model.Trouble.HTML)
        await desk.drain(seconds=600)
    troubles = sending(desk, request_id).troubles
    assert len(troubles) == MOST_TROUBLES
    assert {trouble.times for trouble in troubles} == {1}


async def test_what_was_sent_at_once_has_no_story(desk: Desk) -> None:
    request_id = desk.send_new()
    await desk.drain()
    assert sending(desk, request_id).troubles == ()
