"""Any sequence of transactions, on disk and in memory, against the plainest model."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.registry import KINDS
from services.vault import ProfileStore, RecordStore
from tests.examples import examples
from tests.manual_clock import ManualClock
from tests.memory_keystore import InMemoryKeystore
from tests.memory_store import InMemoryRecordStore

NAMES = ("draft", "message")
IDS = st.sampled_from(["a", "b", "c"])
STATES = st.sampled_from([None, "waiting", "sending", "sent"])
MOMENTS = st.none() | st.floats(0, 100, allow_nan=False)
BODIES = st.dictionaries(
    st.text(max_size=5),
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.text()
    | st.lists(st.text(), max_size=3),
    max_size=4,
)
PARENTS = ("one", "two")
HEADS = BODIES | st.fixed_dictionaries({"case_id": st.sampled_from(PARENTS)})
KEYS = st.tuples(st.sampled_from(NAMES), IDS)
CHANGES = st.one_of(
    st.tuples(st.just("put"), KEYS, BODIES, st.none() | HEADS, st.just("keep") | STATES),
    st.tuples(st.just("delete"), KEYS),
    st.tuples(st.just("state"), KEYS, STATES, st.none() | st.integers(0, 9), MOMENTS),
)


@dataclass
class Row:
    order: int
    body: dict[str, Any]
    head: dict[str, Any]
    state: str | None = None
    attempts: int = 0
    not_before: float | None = None


class CancelledError(Exception):
    pass


class Model:
    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.order = 0

    def apply(self, change: Any) -> None:
        what, key, *values = change
        row = self.rows.get(key)
        if what == "delete":
            self.rows.pop(key, None)
        elif what == "put":
            body, head, state = values
            self.order += 1
            row = self.rows[key] = row or Row(0, {}, {})
            row.order, row.body = self.order, body
            row.head = row.head if head is None else head
            row.state = row.state if state == "keep" else state
        elif row is not None:
            row.state = values[0]
            row.attempts = row.attempts if values[1] is None else values[1]
            row.not_before = row.not_before if values[2] is None else values[2]

    def heads(self, kind: str) -> list[tuple[Any, ...]]:
        found = sorted(
            ((k, r) for k, r in self.rows.items() if k[0] == kind), key=lambda item: -item[1].order
        )
        return [(*k, r.head, r.state, r.attempts, r.not_before) for k, r in found]


def perform(store: RecordStore, changes: list[Any], cancel: bool) -> None:
    with contextlib.suppress(CancelledError), store.transaction() as tx:
        for what, (kind, record_id), *values in changes:
            if what == "delete":
                tx.delete(kind, record_id)
            elif what == "state":
                tx.set_state(kind, record_id, values[0], attempts=values[1], not_before=values[2])
            elif values[2] == "keep":
                tx.put(kind, record_id, values[0], head=values[1])
            else:
                tx.put(kind, record_id, values[0], head=values[1], state=values[2])
        if cancel:
            raise CancelledError


class RecordStoreMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.profiles = ProfileStore(Path(self.home.name), InMemoryKeystore(), ManualClock(), kinds=KINDS)
        self.profile = self.profiles.create("Amina Benali")
        self.vault = self.profiles.open(self.profile.id)
        self.memory = InMemoryRecordStore(KINDS)
        self.model = Model()

    @rule(changes=st.lists(CHANGES, max_size=6), cancel=st.sampled_from([False, False, False, True]))
    def change(self, changes: list[Any], cancel: bool) -> None:
        perform(self.vault, changes, cancel)
        perform(self.memory, changes, cancel)
        for one in [] if cancel else changes:
            self.model.apply(one)

    @rule()
    def reopen(self) -> None:
        self.vault.close()
        self.vault = self.profiles.open(self.profile.id)

    @invariant()
    def both_are_as_the_model(self) -> None:
        for store in (self.vault, self.memory):
            assert not store.damaged()
            for kind in NAMES:
                assert store.heads(kind) == self.model.heads(kind)
                assert store.ids(kind) == {key[1] for key in self.model.rows if key[0] == kind}
            for key, row in self.model.rows.items():
                assert store.get(*key) == row.body
            for kind in NAMES:
                assert [store.head(kind, head[1]) for head in self.model.heads(kind)] == self.model.heads(
                    kind
                )
            for parent in PARENTS:
                of_parent = [head for head in self.model.heads("message") if head[2].get("case_id") == parent]
                assert store.children("message", parent) == of_parent

    @rule(now=st.floats(0, 100), states=st.sets(st.sampled_from(["waiting", "sending"])))
    def due(self, now: float, states: set[str]) -> None:
        rows = [(row.order, key, row.not_before or 0.0) for key, row in self.model.rows.items()
                if row.state in states]  # fmt: skip
        due = [key for _, key, moment in sorted(rows) if moment <= now]
        for store in (self.vault, self.memory):
            assert [(head.kind, head.id) for head in store.due(now, states)] == due
            assert store.next_due(states) == min((moment for *_, moment in rows), default=None)

    def teardown(self) -> None:
        self.vault.close()
        self.home.cleanup()


TestRecordStoreMachine = RecordStoreMachine.TestCase
TestRecordStoreMachine.settings = settings(
    max_examples=examples(25), stateful_step_count=15, suppress_health_check=[HealthCheck.too_slow]
)
