"""A device whose clock is set, forwards or back, while something waits to be sent: nothing waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.models.outbox import SendState
from services.outbox.attempts import Timetable
from services.outbox.policy import LONGEST_DELAY, LONGEST_RETRY_AFTER
from services.outbox.states import ASKED_TO_WAIT
from services.requests import REQUEST
from services.vault.interface import Head
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry, Trouble

YEARS = timedelta(days=3650)
moments = st.floats(0, 4e9)


@pytest.mark.parametrize("by", [-YEARS, timedelta(hours=-2), timedelta(hours=2), YEARS])
@pytest.mark.parametrize("trouble", [Trouble.HTML, Trouble.BUSY])
async def test_what_waits_is_tried_again_all_the_same(
    desk: Desk, ministry: ModelMinistry, trouble: Trouble, by: timedelta
) -> None:
    ministry.troubles.append(trouble)
    ministry.retry_after = 120.0
    request_id = desk.send_new()
    await desk.drain()
    assert desk.state(request_id) is SendState.WAITING

    desk.clock.set(desk.clock.now() + by)
    await desk.drain(seconds=121)

    assert desk.state(request_id) is SendState.SENT
    assert ministry.effects == {request_id: 1}


@given(moments, moments, st.booleans(), st.booleans())
def test_nothing_is_put_off_for_longer_than_any_wait(
    now: float, until: float, asked: bool, deferred: bool
) -> None:
    head = Head(REQUEST, "id", {ASKED_TO_WAIT: True} if asked else {}, SendState.WAITING, 1, until)
    times = Timetable()
    if deferred:
        times.defer((REQUEST, "id"), until)
    wait = times.due_at(head, now) - now
    assert wait <= (LONGEST_RETRY_AFTER + 1 if asked or deferred else LONGEST_DELAY)
    assert wait == until - now or wait <= 0
