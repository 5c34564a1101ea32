"""What becomes of a request that is sent, whatever the ministry and the network do."""

from __future__ import annotations

import pytest

from services.models.contract import FieldError
from services.models.outbox import SendState
from services.outbox import worker
from services.requests import REQUEST
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry, Trouble


async def test_a_request_is_sent_and_its_receipt_kept(desk: Desk, ministry: ModelMinistry) -> None:
    request_id = desk.send_new()
    assert desk.state(request_id) is SendState.WAITING

    await desk.drain()

    assert desk.state(request_id) is SendState.SENT
    assert desk.requests.receipt(request_id) == ministry.receipts[request_id]
    states = [sending.state for sending in desk.told if sending.id == request_id]
    assert states == [SendState.SENDING, SendState.SENT]


async def test_what_was_sent_is_not_sent_again(desk: Desk, ministry: ModelMinistry) -> None:
    request_id = desk.send_new()
    await desk.drain()
    desk.outbox.wake()
    await desk.drain(seconds=10_000)
    assert ministry.calls == [request_id]


async def test_the_oldest_goes_first(
    desk: Desk, ministry: ModelMinistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "WORKERS", 1)
    ids = [desk.send_new() for _ in range(5)]
    await desk.drain()
    assert ministry.calls == ids


@pytest.mark.parametrize(
    ("trouble", "problem"),
    [
        (Trouble.CUT, "timeout"),
        (Trouble.LOST, "timeout"),
        (Trouble.BUSY, "unavailable"),
        (Trouble.HTML, "unexpected-answer"),
    ],
)
async def test_passing_trouble_waits_and_then_goes_through(
    desk: Desk, ministry: ModelMinistry, trouble: Trouble, problem: str
) -> None:
    ministry.troubles.append(trouble)
    request_id = desk.send_new()

    await desk.drain()
    assert (desk.state(request_id), desk.problem(request_id)) == (SendState.WAITING, problem)

    await desk.drain()
    assert len(ministry.calls) == 1, "it has to wait before it is tried again"

    await desk.drain(seconds=1)
    assert desk.state(request_id) is SendState.SENT
    assert desk.problem(request_id) is None
    assert ministry.effects == {request_id: 1}


async def test_a_refusal_needs_attention_with_its_wrong_fields(desk: Desk, ministry: ModelMinistry) -> None:
    ministry.troubles.append(Trouble.REFUSED)
    request_id = desk.send_new()
    await desk.drain()

    kept = desk.requests.get(request_id)
    assert kept is not None
    assert (kept.sending.state, kept.sending.problem) == (SendState.NEEDS_ATTENTION, "validation")
    assert kept.errors == [FieldError("/answers/name", "required")]

    desk.outbox.wake()
    await desk.drain(seconds=10_000)
    assert ministry.calls == [request_id], "a refusal is not tried again by itself"


async def test_a_fault_of_this_program_needs_attention_and_can_be_tried_again(
    desk: Desk, ministry: ModelMinistry, caplog: pytest.LogCaptureFixture
) -> None:
    ministry.troubles.append(Trouble.BROKEN)
    request_id = desk.send_new()
    await desk.drain()
    assert (desk.state(request_id), desk.problem(request_id)) == (SendState.NEEDS_ATTENTION, "unexpected")
    assert "ZeroDivisionError" in caplog.text

    await desk.outbox.resume(REQUEST, request_id)
    await desk.drain()
    assert desk.state(request_id) is SendState.SENT


@pytest.mark.parametrize("trouble", [Trouble.REFUSED, Trouble.BROKEN, Trouble.CUT, Trouble.BUSY])
async def test_a_bad_record_never_blocks_another(
    desk: Desk, ministry: ModelMinistry, trouble: Trouble
) -> None:
    bad, good = desk.send_new(), desk.send_new()
    ministry.trouble_of[bad] = trouble
    await desk.drain()
    assert desk.state(bad) is not SendState.SENT
    assert desk.state(good) is SendState.SENT


async def test_an_expired_sign_in_makes_all_wait_and_a_new_one_sends_all(
    desk: Desk, ministry: ModelMinistry
) -> None:
    ministry.signed_in = False
    ids = [desk.send_new() for _ in range(4)]
    await desk.drain()
    assert {desk.state(each) for each in ids} == {SendState.NEEDS_SIGN_IN}
    desk.outbox.wake()
    await desk.drain(seconds=10_000)
    assert {desk.state(each) for each in ids} == {SendState.NEEDS_SIGN_IN}

    ministry.signed_in = True
    desk.outbox.wake_signed_in()
    await desk.drain()
    assert {desk.state(each) for each in ids} == {SendState.SENT}


async def test_a_crash_between_the_sign_in_and_what_waited_for_it_is_made_good_at_the_start(
    desk: Desk, ministry: ModelMinistry
) -> None:
    ministry.signed_in = False
    request_id = desk.send_new()
    await desk.drain()
    ministry.signed_in = True

    desk.restart()
    await desk.drain()

    assert desk.state(request_id) is SendState.SENT


async def test_a_returning_network_is_a_new_chance_at_once(desk: Desk, ministry: ModelMinistry) -> None:
    ministry.reachable = False
    request_id = desk.send_new()
    for _ in range(12):
        await desk.drain(seconds=301)
    ministry.reachable = True
    await desk.drain(seconds=1)
    assert desk.state(request_id) is SendState.WAITING

    desk.outbox.wake()
    await desk.drain()

    assert desk.state(request_id) is SendState.SENT
    assert desk.reached[-2:] == [False, True]


async def test_when_the_ministry_says_when_to_come_back_nothing_comes_earlier(
    desk: Desk, ministry: ModelMinistry
) -> None:
    ministry.troubles.append(Trouble.BUSY)
    ministry.retry_after = 120.0
    request_id = desk.send_new()
    await desk.drain()

    desk.outbox.wake()
    await desk.drain(seconds=119)
    desk.restart()
    await desk.drain()
    assert ministry.calls == [request_id]

    await desk.drain(seconds=2)
    assert desk.state(request_id) is SendState.SENT


async def test_an_attempt_cut_by_a_crash_is_due_again(desk: Desk, ministry: ModelMinistry) -> None:
    for trouble in (Trouble.KILLED, Trouble.KILLED_AFTER):
        ministry.troubles.append(trouble)
        request_id = desk.send_new()
        await desk.drain()
        assert desk.state(request_id) is SendState.SENDING, "it was marked before the attempt"

        desk.restart()
        await desk.drain()

        assert desk.state(request_id) is SendState.SENT
        assert ministry.effects[request_id] == 1
        assert desk.requests.receipt(request_id) == ministry.receipts[request_id]


async def test_a_listener_that_fails_does_no_harm(desk: Desk) -> None:
    class Deaf(list[object]):
        def append(self, _: object) -> None:
            raise RuntimeError("nobody listens")

    desk.told = Deaf()  # type: ignore[assignment]
    desk.restart()
    request_id = desk.send_new()
    await desk.drain()
    assert desk.state(request_id) is SendState.SENT
