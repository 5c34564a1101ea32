"""Any mix of troubles, crashes and changes of mind: every request arrives once, none is lost, none doubled.

Controls show that this finds what it looks for: a ministry that forgets whom it answered doubles, and an
outbox that does not mark before it attempts lets a request that arrived become a draft again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from services.errors import NotReopenableError
from services.models.outbox import Sending, SendState
from services.outbox.queue import SendQueue
from services.registry import KINDS
from services.requests import REQUEST
from services.vault.interface import Head
from tests.examples import examples
from tests.manual_clock import ManualClock
from tests.memory_store import InMemoryRecordStore
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry, Trouble

# After the effect is where a weak design fails: those come more often.
troubles = st.lists(st.sampled_from([*Trouble, Trouble.LOST, Trouble.KILLED_AFTER]), max_size=3)
picks = st.integers(0, 30)


class Mixed(RuleBasedStateMachine):
    idempotent = True

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        # What is simulated here is reported as errors of the loop: kills.
        self.loop.set_exception_handler(lambda *_: None)
        self.ministry = ModelMinistry(idempotent=self.idempotent)
        self.desk = Desk(InMemoryRecordStore(KINDS), ManualClock(), self.ministry)
        self.ids: list[str] = []

    def do(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        return self.loop.run_until_complete(work())

    def pick(self, pick: int) -> str | None:
        return self.ids[pick % len(self.ids)] if self.ids else None

    @rule(sizes=st.lists(st.integers(1, 12), max_size=2))
    def send(self, sizes: list[int]) -> None:
        draft = self.desk.write(*[bytes([65 + len(self.ids) % 26]) * size for size in sizes])
        self.ids.append(self.desk.send(draft))

    @rule(mix=troubles, seconds=st.sampled_from([0.0, 1.0, 60.0, 4000.0]))
    def time_passes(self, mix: list[Trouble], seconds: float) -> None:
        self.ministry.troubles.extend(mix)
        self.do(lambda: self.desk.drain(seconds=seconds))

    @rule(reachable=st.sampled_from([True, True, False]))
    def network_changes(self, reachable: bool) -> None:
        self.ministry.reachable = reachable
        self.desk.outbox.wake()

    @rule()
    def sign_in_ends(self) -> None:
        self.ministry.signed_in = False

    @rule()
    def sign_in(self) -> None:
        self.ministry.signed_in = True
        self.desk.outbox.wake_signed_in()

    @rule()
    def start_anew(self) -> None:
        self.desk.restart()

    @rule()
    def uploads_expire(self) -> None:
        self.ministry.lose_uploads()

    @rule(pick=picks)
    def hold(self, pick: int) -> None:
        if request_id := self.pick(pick):
            self.do(lambda: self.desk.outbox.hold(REQUEST, request_id))

    @rule(pick=picks)
    def resume(self, pick: int) -> None:
        if request_id := self.pick(pick):
            self.do(lambda: self.desk.outbox.resume(REQUEST, request_id))

    @rule(pick=picks)
    def reopen(self, pick: int) -> None:
        if (request_id := self.pick(pick)) is None:
            return
        try:
            self.desk.requests.reopen(request_id)
        except NotReopenableError:
            assert self.desk.drafts.get(request_id) or self.desk.state(request_id) is not (
                SendState.NEEDS_ATTENTION
            )

    @rule(pick=picks)
    def send_changed(self, pick: int) -> None:
        request_id = self.pick(pick)
        draft = self.desk.drafts.get(request_id) if request_id else None
        if draft is not None:
            draft.inputs["why"] = f"{draft.inputs['why']} again"
            self.desk.send(draft)

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        drafts = {head.id for head in self.desk.drafts.list()}
        requests = {summary.id: summary for summary in self.desk.requests.list()}
        assert drafts | requests.keys() == set(self.ids), "a request is nowhere"
        assert not drafts & requests.keys(), "a request is there twice"
        assert not [each for each, times in self.ministry.effects.items() if times > 1], "doubled"
        assert not drafts & self.ministry.effects.keys(), "the ministry has what is shown as a draft"
        for summary in requests.values():
            assert (summary.sending.state is SendState.SENT) == (summary.receipt is not None)
            assert summary.receipt in (None, self.ministry.receipts.get(summary.id))

    def teardown(self) -> None:
        """End all troubles, send what is open; everything arrives."""
        self.ministry.troubles.clear()
        self.ministry.reachable = self.ministry.signed_in = True
        self.desk.outbox.wake_signed_in()
        for _ in range(2):
            for request_id in self.ids:
                if self.desk.drafts.get(request_id):
                    self.send_changed(self.ids.index(request_id))
                self.do(partial(self.desk.outbox.resume, REQUEST, request_id))
            self.do(lambda: self.desk.drain(seconds=4000.0))
        self.nothing_is_lost_or_doubled()
        assert {self.desk.state(each) for each in self.ids} <= {SendState.SENT}
        assert self.ministry.effects == dict.fromkeys(self.ids, 1)
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


def run(machine: type[Mixed], most: int) -> None:
    how = settings(
        max_examples=most,
        stateful_step_count=25,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(machine, settings=how)


def test_every_request_arrives_exactly_once() -> None:
    run(Mixed, examples(100))


def test_control_a_ministry_that_forgets_doubles() -> None:
    class Forgetful(Mixed):
        idempotent = False

    with pytest.raises(AssertionError):
        run(Forgetful, 100)


async def test_control_an_unmarked_attempt_is_taken_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_mark(_: SendQueue, head: Head) -> Sending:
        return Sending(head.kind, head.id, SendState.SENDING)

    monkeypatch.setattr(SendQueue, "mark", no_mark)
    ministry = ModelMinistry()
    desk = Desk(InMemoryRecordStore(KINDS), ManualClock(), ministry)
    ministry.troubles.append(Trouble.LOST)
    first = desk.replies.send("case", "ask", [])
    await desk.drain()
    assert desk.replies.send("case", "ask", []) != first, "another takes its place"
    assert ministry.effects[first.id] == 1, "though the ministry has it"
