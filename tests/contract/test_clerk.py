"""The demonstration's clerk: each step once its time has come, both branches, in the person's language."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from ministry.clerk import Clerk
from tests.blocking import Blocking, loop
from tests.contract.conftest import World

STEP = 3.0
PATIENCE_SECONDS = 20


def case(world: World, case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = world.get(f"/v1/cases/{case_id}").json()
    return found


@pytest.fixture
def clerk(world: World) -> Any:
    return Blocking(Clerk(world.ministry.context, world.ministry.real.desk))


def test_a_busy_database_does_not_end_the_clerk(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case_id = world.sent("sick_leave")
    world.clock.forward(seconds=STEP)
    real = Clerk(world.ministry.context, world.ministry.real.desk)
    with monkeypatch.context() as busy:
        busy.setattr("ministry.pools._AT_ONCE", 0)
        working = asyncio.run_coroutine_threadsafe(real.keep_working(), loop())
        until(
            lambda: working.done() or "BusyError" in {getattr(each, "error", "") for each in caplog.records}
        )
    try:
        until(lambda: case(world, case_id)["state"] == "in_review")
    finally:
        working.cancel()


def until(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


class OvertakenClerk(Clerk):
    """A clerk whose first case an agent decides just before it."""

    async def _due(self) -> list[str]:
        due = await super()._due()
        await self._desk.decide(due[0], "accepted", "Conforme.")
        return due


def test_a_case_that_cannot_go_on_holds_up_no_other(world: World) -> None:
    case_ids = {world.sent("sick_leave"), world.sent("sick_leave")}
    world.clock.forward(seconds=STEP)
    clerk = Blocking(OvertakenClerk(world.ministry.context, world.ministry.real.desk))
    assert clerk.work() == 1
    assert {case(world, case_id)["state"] for case_id in case_ids} == {"decided", "in_review"}


@pytest.mark.parametrize("service_id", ["appareillage", "sick_leave"])
def test_a_case_is_read_and_granted(world: World, clerk: Any, service_id: str) -> None:
    case_id = world.sent(service_id, language="ar")
    states = [case(world, case_id)["state"]]
    for _ in range(4):
        assert clerk.work() == 0
        world.clock.forward(seconds=STEP)
        clerk.work()
        states.append(case(world, case_id)["state"])
    assert states == ["received", "in_review", "decided", "decided", "decided"]
    decided = case(world, case_id)
    assert decided["decision"]["outcome"] == "accepted"
    assert decided["decision"]["reasons_language"] == "ar"
    assert len(decided["decision"]["papers"]) == 1
    assert decided["unread_messages"] == 1


@pytest.mark.parametrize("service_id", ["medical_transport", "reimbursement"])
def test_a_paper_is_asked_for_again_and_then_it_goes_on(world: World, clerk: Any, service_id: str) -> None:
    case_id = world.sent(service_id, language="ar")
    for _ in range(5):
        world.clock.forward(seconds=STEP)
        clerk.work()
    waiting = case(world, case_id)
    assert waiting["state"] == "waiting_for_person"
    (ask,) = waiting["asks"]
    assert ask["reason_language"] == "ar"
    reply = {
        "papers": [{"question_id": ask["question_id"], **world.upload(b"%PDF-1.7 whole")}],
        "sent_at": "2026-11-21T18:20:00Z",
    }
    path = f"/v1/cases/{case_id}/asks/{ask['id']}/replies/{world.new_id()}"
    assert world.put(path, reply).status_code == 201
    world.clock.forward(seconds=STEP)
    clerk.work()
    assert case(world, case_id)["state"] == "decided"


def test_a_message_is_answered_once(world: World, clerk: Any) -> None:
    case_id = world.sent()
    world.ministry.desk.decide(case_id, "accepted", "Conforme.")
    message = {"text": "Merci", "language": "fr", "sent_at": "2026-11-21T18:05:00Z"}
    world.put(f"/v1/cases/{case_id}/messages/{world.new_id()}", message)
    for _ in range(3):
        world.clock.forward(seconds=STEP)
        clerk.work()
    listed = world.get(f"/v1/cases/{case_id}/messages").json()["items"]
    assert [each["sender"] for each in listed] == ["person", "agency"]
