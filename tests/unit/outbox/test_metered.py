"""Saving data: large papers wait for the person's word, small things go."""

from __future__ import annotations

from services.models.outbox import SendingChoice, SendState
from services.outbox.metered import LARGE
from services.outbox.policy import DATA_SAVING
from services.requests import REQUEST
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry

PHOTOGRAPH = b"%PDF-1.4\n" + bytes(LARGE)
SMALL = b"%PDF-1.4\n"


def save_data(desk: Desk, yes: bool = True) -> None:
    desk.choice.keep(SendingChoice(save_data=yes))


async def test_what_is_large_waits_for_the_person_and_what_is_small_goes(
    desk: Desk, ministry: ModelMinistry
) -> None:
    save_data(desk)
    large, small = desk.send_new(PHOTOGRAPH), desk.send_new(SMALL)
    message = desk.messages.send("case", "marhaba", "fr")
    await desk.drain()
    assert (desk.state(large), desk.problem(large)) == (SendState.HELD, DATA_SAVING)
    assert desk.state(small) is SendState.SENT
    assert ministry.effects == {small: 1, message.id: 1}
    assert ministry.bytes_sent == len(SMALL)

    desk.outbox.wake()
    await desk.drain(seconds=10_000)
    assert desk.state(large) is SendState.HELD


async def test_the_persons_word_counts_for_one_record_and_for_good(
    desk: Desk, ministry: ModelMinistry
) -> None:
    save_data(desk)
    ministry.reachable = False
    first, second = desk.send_new(PHOTOGRAPH), desk.send_new(PHOTOGRAPH + b"x")
    await desk.drain()
    await desk.outbox.resume(REQUEST, first)
    await desk.drain()
    assert desk.state(first) is SendState.WAITING

    ministry.reachable = True
    desk.restart()
    await desk.drain(seconds=4000)
    assert desk.state(first) is SendState.SENT
    assert desk.state(second) is SendState.HELD


async def test_when_data_is_not_saved_any_more_all_goes_but_what_the_person_holds(desk: Desk) -> None:
    save_data(desk)
    held_back, held = desk.send_new(PHOTOGRAPH), desk.send_new(SMALL)
    await desk.outbox.hold(REQUEST, held)
    await desk.drain()
    await desk.outbox.reconsider()
    await desk.drain()
    assert desk.state(held_back) is SendState.HELD

    save_data(desk, False)
    await desk.outbox.reconsider()
    await desk.drain()
    assert desk.state(held_back) is SendState.SENT
    assert desk.state(held) is SendState.HELD


async def test_papers_that_are_there_already_cost_nothing(desk: Desk, ministry: ModelMinistry) -> None:
    request_id = desk.send_new(PHOTOGRAPH)
    (document,) = desk.documents.list()
    desk.documents.mark_uploaded(document.id)
    ministry.whole.add(document.id)
    save_data(desk)
    await desk.drain()
    assert desk.state(request_id) is SendState.SENT
