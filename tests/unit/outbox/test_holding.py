"""The person holds, resumes and takes back what is to be sent."""

from __future__ import annotations

import asyncio

import pytest

from services.errors import ServerError
from services.models.outbox import Sending, SendState
from services.models.request import Receipt, Request
from services.outbox.policy import Verdict
from services.outbox.queue import SendQueue
from services.replies import REPLY
from services.requests import REQUEST
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry


class SlowMinistry(ModelMinistry):
    """Answers when it is let; `holds` names the requests that it keeps waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = asyncio.Event()
        self.let = asyncio.Event()
        self.holds: set[str] | None = None

    async def send_request(self, request: Request) -> Receipt:
        receipt = await super().send_request(request)
        if self.holds is None or request.id in self.holds:
            self.arrived.set()
            await self.let.wait()
        return receipt


@pytest.fixture
def ministry() -> SlowMinistry:
    return SlowMinistry()


async def test_a_held_request_waits_until_it_is_resumed(desk: Desk, ministry: SlowMinistry) -> None:
    ministry.let.set()
    request_id = desk.send_new()
    await desk.outbox.hold(REQUEST, request_id)
    desk.outbox.wake()
    await desk.drain(seconds=10_000)
    assert desk.state(request_id) is SendState.HELD
    assert ministry.calls == []

    await desk.outbox.resume(REQUEST, request_id)
    await desk.drain()
    assert desk.state(request_id) is SendState.SENT


async def test_holding_cuts_the_attempt_and_resuming_brings_the_same_receipt(
    desk: Desk, ministry: SlowMinistry
) -> None:
    request_id = desk.send_new()
    sending = asyncio.create_task(desk.outbox.drain())
    await ministry.arrived.wait()

    held = await desk.outbox.hold(REQUEST, request_id)
    await sending
    assert held is not None
    assert held.state is desk.state(request_id) is SendState.HELD

    ministry.let.set()
    await desk.outbox.resume(REQUEST, request_id)
    await desk.drain()
    assert desk.requests.receipt(request_id) == ministry.receipts[request_id]
    assert ministry.effects == {request_id: 1}


async def test_what_was_sent_or_is_unknown_cannot_be_held(desk: Desk, ministry: SlowMinistry) -> None:
    ministry.let.set()
    request_id = desk.send_new()
    await desk.drain()
    held = await desk.outbox.hold(REQUEST, request_id)
    assert held is not None
    assert held.state is SendState.SENT
    assert await desk.outbox.hold(REQUEST, "unknown") is None


async def test_a_stuck_attempt_does_not_keep_the_next_record_waiting(
    desk: Desk, ministry: SlowMinistry
) -> None:
    stuck = desk.send_new()
    ministry.holds = {stuck}
    others = [desk.send_new() for _ in range(3)]
    draining = asyncio.create_task(desk.outbox.drain())
    while {desk.state(other) for other in others} != {SendState.SENT}:
        await asyncio.sleep(0.001)  # the work is done in threads
    assert desk.state(stuck) is SendState.SENDING
    ministry.let.set()
    await draining
    assert desk.state(stuck) is SendState.SENT


async def test_a_sign_in_during_an_attempt_with_the_old_one_sends_it_again_at_once(
    desk: Desk, ministry: SlowMinistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    ministry.let.set()
    asked, go = asyncio.Event(), asyncio.Event()
    send = ministry.send_request

    async def slowly(request: Request) -> Receipt:
        if not go.is_set():
            asked.set()
            await go.wait()
            ministry.signed_in = False
            try:
                return await send(request)
            finally:
                ministry.signed_in = True
        return await send(request)

    monkeypatch.setattr(ministry, "send_request", slowly)
    request_id = desk.send_new()
    draining = asyncio.create_task(desk.outbox.drain())
    await asked.wait()
    desk.outbox.wake_signed_in()
    go.set()
    await draining
    assert desk.state(request_id) is SendState.SENT


async def test_a_network_that_returns_during_an_attempt_does_not_shorten_what_the_ministry_asked(
    desk: Desk, ministry: SlowMinistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go = asyncio.Event(), asyncio.Event()

    async def busy(_: Request) -> Receipt:
        asked.set()
        await go.wait()
        ministry.calls.append("busy")
        raise ServerError(503, 60.0, "unavailable")

    monkeypatch.setattr(ministry, "send_request", busy)
    request_id = desk.send_new()
    draining = asyncio.create_task(desk.outbox.drain())
    await asked.wait()
    desk.outbox.wake()
    go.set()
    await draining
    assert desk.state(request_id) is SendState.WAITING
    assert ministry.calls == ["busy"]


async def test_what_cannot_be_written_as_failed_is_not_brought_back_once_it_is_gone(
    desk: Desk, ministry: SlowMinistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = desk.replies.send("case", "ask", [])
    (head,) = desk.store.heads(REPLY)
    with desk.store.transaction() as tx:
        tx.delete(REPLY, reply.id)
    verdict = Verdict(SendState.WAITING, "storage-full")
    SendQueue(desk.store).settle(
        head, Sending(REPLY, reply.id, SendState.WAITING), verdict, at="2026-01-04T09:00:00Z", not_before=0.0
    )
    assert desk.store.heads(REPLY) == []
