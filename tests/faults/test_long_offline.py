"""A year without a network, and papers that are no good: what can go goes once, the rest says why."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from ministry.server import Ministry
from services.models.outbox import SendState
from tests.faults.in_process import PDF, Device, Wire, together

pytestmark = pytest.mark.fault

YEAR = timedelta(days=366).total_seconds()
PLAIN, WITH_PAPERS = "affiliation_certificate", "afs"
LARGE = PDF + bytes(range(256)) * 6000
"""More than goes along with the request that begins an upload."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[tuple[Device, Wire, Ministry]]:
    async with together(tmp_path) as world:
        yield world


def nothing_passes(request: httpx.Request, _: bool) -> None:
    raise httpx.ConnectError("no network", request=request)


def all_passes(_: httpx.Request, __: bool) -> None:
    return None


def its_answer_is_lost(request: httpx.Request, arrived: bool) -> None:
    if arrived and request.method == "PUT":
        raise httpx.ReadTimeout("lost", request=request)


def only_the_beginning_of_papers_passes(request: httpx.Request, _: bool) -> None:
    if request.method in ("PATCH", "PUT"):
        raise httpx.ReadError("cut", request=request)


async def test_after_a_year_everything_is_sent_once(world: tuple[Device, Wire, Ministry]) -> None:
    # The sign-in is over, the upload that was begun has expired, and the form is not taken any more.
    device, wire, ministry = world
    wire.trouble = its_answer_is_lost
    arrived = await device.send(PLAIN)
    await device.outbox.drain()
    wire.trouble = only_the_beginning_of_papers_passes
    begun = await device.send(WITH_PAPERS, LARGE)
    await device.outbox.drain()
    assert any(document.upload_url for document in device.documents.list())
    wire.trouble = all_passes
    never_tried = await device.send(WITH_PAPERS)
    wire.trouble = nothing_passes
    await device.outbox.drain()

    device.clock.advance(YEAR)
    ministry.publisher.withdraw(PLAIN)
    wire.trouble = all_passes
    device.outbox.wake()
    await device.outbox.drain()
    states = {device.kept(each).sending.state for each in (arrived, begun, never_tried)}
    assert states == {SendState.NEEDS_SIGN_IN}

    await device.sign_in()
    await device.outbox.drain()
    for each in (arrived, begun, never_tried):
        assert device.kept(each).sending.state is SendState.SENT, device.kept(each).sending
    assert sorted(await device.at_the_ministry()) == sorted([arrived, begun, never_tried])
    assert device.kept(arrived).request.service_id == PLAIN


async def test_a_form_that_is_gone_after_a_year_gives_the_draft_back(
    world: tuple[Device, Wire, Ministry],
) -> None:
    device, wire, ministry = world
    request_id = await device.send(PLAIN)
    wire.trouble = nothing_passes
    await device.outbox.drain()
    device.clock.advance(YEAR)
    ministry.publisher.withdraw(PLAIN)
    wire.trouble = all_passes
    await device.sign_in()
    await device.outbox.drain()
    sending = device.kept(request_id).sending
    assert (sending.state, sending.problem) == (SendState.NEEDS_ATTENTION, "form-withdrawn")
    assert [trouble.problem for trouble in sending.troubles] == ["unreachable", "form-withdrawn"]
    assert device.requests.reopen(request_id).id == request_id
    assert await device.at_the_ministry() == []


async def test_one_bad_paper_blocks_no_other_request(
    world: tuple[Device, Wire, Ministry], tmp_path: Path
) -> None:
    device, _, __ = world
    damaged = await device.send(WITH_PAPERS)
    for paper in device.kept(damaged).request.papers:
        path = tmp_path / "device" / "attachments" / paper.document_id
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
    no_pdf = await device.send(WITH_PAPERS, b"no PDF at all, though it says so")
    good = await device.send(WITH_PAPERS)
    await device.outbox.drain()
    assert device.kept(good).sending.state is SendState.SENT
    for bad, problem in ((damaged, "damaged-record"), (no_pdf, "unsupported-media-type")):
        sending = device.kept(bad).sending
        assert (sending.state, sending.problem) == (SendState.NEEDS_ATTENTION, problem)
    assert await device.at_the_ministry() == [good]
