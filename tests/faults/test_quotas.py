"""More is sent than the ministry takes of one person: it waits on the device, goes by itself, and goes once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ministry.settings import Quotas
from services.models.outbox import SendState
from tests.faults.in_process import Device, together

pytestmark = pytest.mark.fault

HOUR = timedelta(hours=1).total_seconds()
PLAIN, WITH_PAPERS = "affiliation_certificate", "afs"


async def hours_pass(device: Device, hours: int) -> None:
    """Let hours pass in which the app keeps each `Retry-After`."""
    for _ in range(hours):
        device.clock.advance(HOUR + 2)
        device.outbox.wake()
        await device.outbox.drain()
        await device.sign_in()
        await device.outbox.drain()


async def test_what_is_too_much_today_goes_tomorrow(tmp_path: Path) -> None:
    async with together(tmp_path, Quotas(requests_a_day=2)) as (device, _, _ministry):
        sent = [await device.send(PLAIN) for _ in range(3)]
        await device.outbox.drain()
        states = [device.kept(each).sending for each in sent]
        assert sorted(each.state for each in states) == [SendState.SENT, SendState.SENT, SendState.WAITING]
        waiting = next(each for each in states if each.state is SendState.WAITING)
        assert waiting.problem == "quota-reached"
        attempts = waiting.attempts
        device.clock.advance(HOUR / 2)
        device.outbox.wake()
        await device.outbox.drain()
        left = next(each for each in sent if device.kept(each).sending.state is not SendState.SENT)
        assert device.kept(left).sending.attempts == attempts, "it was told to wait for an hour"
        await hours_pass(device, 24)
        assert {device.kept(each).sending.state for each in sent} == {SendState.SENT}
        assert sorted(await device.at_the_ministry()) == sorted(sent)


async def test_papers_wait_until_there_is_room(tmp_path: Path) -> None:
    async with together(tmp_path, Quotas(papers_a_day=1)) as (device, _, _ministry):
        request = await device.send(WITH_PAPERS)
        wanted = len(device.kept(request).request.papers)
        assert wanted > 1
        await device.outbox.drain()
        sending = device.kept(request).sending
        assert (sending.state, sending.problem) == (SendState.WAITING, "quota-reached")
        await hours_pass(device, 24 * (wanted - 1) + 1)
        assert device.kept(request).sending.state is SendState.SENT
        assert await device.at_the_ministry() == [request]


async def test_a_paper_that_was_forgotten_meanwhile_is_brought_again(tmp_path: Path) -> None:
    # Its request waited on the device for longer than the ministry keeps what nothing names.
    async with together(tmp_path, Quotas(requests_a_day=1)) as (device, _, ministry):
        await device.send(PLAIN)
        await device.outbox.drain()
        request = await device.send(WITH_PAPERS)
        await device.outbox.drain()
        assert device.kept(request).sending.problem == "quota-reached"
        device.clock.advance(HOUR * 24 * 8)
        assert ministry.uploads.sweep() > 0
        await hours_pass(device, 1)
        assert device.kept(request).sending.state is SendState.SENT
