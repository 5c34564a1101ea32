"""What every `RecordStore` does. A test class inherits it and brings a `store`."""

from __future__ import annotations

import contextlib
import math
import threading
from typing import Any

import pytest

from services.kinds import UndeclaredKindError
from services.models.outbox import SendState
from services.vault import RecordStore

EVERYTHING: dict[str, Any] = {
    "text": "أمينة بن علي ⵣ é",
    "half a character": "\ud83d",
    "empty": "",
    "numbers": [0, -1, 2**53, 1.5],
    "nothing": None,
    "truth": True,
    "deep": {"a": [{"b": []}]},
    "bytes": b"\x00\xff",
}


class CancelledError(Exception):
    """Raised in a transaction by these tests."""


class RecordStoreSuite:
    def test_gives_back_what_was_put(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("draft", "1", EVERYTHING, head={"name": "أمينة"})
        assert store.get("draft", "1") == EVERYTHING
        assert [head.head for head in store.heads("draft")] == [{"name": "أمينة"}]

    def test_knows_nothing_of_what_was_never_put(self, store: RecordStore) -> None:
        assert store.get("draft", "1") is None
        assert store.heads("draft") == []
        assert store.ids("draft") == set()
        assert store.next_due(["waiting"]) is None

    def test_what_it_gives_is_a_copy(self, store: RecordStore) -> None:
        body = {"answers": ["a"]}
        with store.transaction() as tx:
            tx.put("draft", "1", body)
        body["answers"].append("b")
        (store.get("draft", "1") or {})["answers"] = []
        assert store.get("draft", "1") == {"answers": ["a"]}

    def test_refuses_a_kind_that_no_noun_declares(self, store: RecordStore) -> None:
        with pytest.raises(UndeclaredKindError) as caught, store.transaction() as tx:
            tx.put("counter", "1", {})
        assert caught.value.kind == "counter"
        assert store.census() == {}

    def test_kinds_do_not_meet(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("draft", "1", {"of": "draft"})
            tx.put("request", "1", {"of": "request"})
            tx.delete("draft", "1")
        assert store.get("request", "1") == {"of": "request"}
        assert store.ids("draft") == set()
        assert store.ids("request") == {"1"}

    def test_a_head_is_the_one_that_lists_show(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("request", "1", {"of": "body"}, head={"name": "é"}, state="waiting")
            tx.put("request", "2", {})
            tx.set_state("request", "1", "sending", attempts=2, not_before=5.0)
            assert store.head("request", "1") == ("request", "1", {"name": "é"}, "sending", 2, 5.0)
        assert [store.head("request", head.id) for head in store.heads("request")] == store.heads("request")
        assert store.head("request", "3") is None
        assert store.head("draft", "1") is None

    def test_children_are_those_whose_heads_name_the_parent(self, store: RecordStore) -> None:
        def put(kind: str, record_id: str, parent: str) -> None:
            with store.transaction() as tx:
                tx.put(kind, record_id, {"of": parent}, head={"case_id": parent, "read": False})

        for record_id, parent in (("a", "one"), ("b", "two"), ("c", "one"), ("d", "one")):
            put("message", record_id, parent)
        put("reply", "e", "one")
        assert [head.id for head in store.children("message", "one")] == ["d", "c", "a"]
        assert store.children("message", "two") == [store.head("message", "b")]
        assert [head.id for head in store.children("reply", "one")] == ["e"]
        assert store.children("message", "three") == []
        put("message", "a", "two")
        with store.transaction() as tx:
            tx.put("message", "c", {"other": "body"})  # the head stays, and with it the parent
            tx.delete("message", "d")
            assert [head.id for head in store.children("message", "one")] == ["c"]
        assert [head.id for head in store.children("message", "two")] == ["a", "b"]

    def test_a_transaction_that_raises_leaves_the_children_as_they_were(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("message", "a", {}, head={"case_id": "one", "read": False})
        with contextlib.suppress(CancelledError), store.transaction() as tx:
            tx.put("message", "a", {}, head={"case_id": "two", "read": False})
            tx.put("message", "b", {}, head={"case_id": "one", "read": False})
            raise CancelledError
        assert [head.id for head in store.children("message", "one")] == ["a"]
        assert store.children("message", "two") == []

    def test_who_has_no_parent_has_no_siblings(self, store: RecordStore) -> None:
        with pytest.raises(ValueError, match="parents"):
            store.children("draft", "one")
        with pytest.raises(UndeclaredKindError):
            store.children("counter", "one")

    def test_lists_the_one_put_last_first(self, store: RecordStore) -> None:
        for record_id in ("a", "b", "c", "a"):
            with store.transaction() as tx:
                tx.put("draft", record_id, {})
        assert [head.id for head in store.heads("draft")] == ["a", "c", "b"]

    def test_a_listing_is_the_heads_without_the_rest(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            for record_id in ("a", "b", "c", "a"):
                tx.put("draft", record_id, {"of": "body"}, head={"text": record_id * 3, "half": "\ud83d"})
            tx.put("request", "d", {})
        listed = [(head.id, head.head) for head in store.heads("draft")]
        assert [*store.listing("draft")] == listed
        for most in range(5):
            assert [*store.listing("draft", most)] == listed[:most]
        assert [*store.listing("reply")] == []

    def test_counts_a_kind(self, store: RecordStore) -> None:
        assert store.count("draft") == 0
        with store.transaction() as tx:
            for record_id in ("a", "b", "a"):
                tx.put("draft", record_id, {})
            tx.put("request", "c", {})
            assert store.count("draft") == 2
        assert store.count("request") == 1

    def test_a_change_of_state_does_not_make_a_record_newer(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("draft", "a", {})
            tx.put("draft", "b", {})
            tx.set_state("draft", "a", "waiting")
        assert [head.id for head in store.heads("draft")] == ["b", "a"]

    def test_a_transaction_that_raises_leaves_nothing(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("draft", "kept", {"text": "before"}, state="waiting")
        with contextlib.suppress(CancelledError), store.transaction() as tx:
            tx.put("draft", "kept", {"text": "after"})
            tx.put("draft", "new", {})
            tx.set_state("draft", "kept", "sent", attempts=7, not_before=7.0)
            tx.delete("draft", "kept")
            raise CancelledError
        assert store.get("draft", "kept") == {"text": "before"}
        (head,) = store.heads("draft")
        assert (head.id, head.state, head.attempts, head.not_before) == ("kept", "waiting", 0, None)

    def test_goes_on_after_a_transaction_that_raised(self, store: RecordStore) -> None:
        for text in ("first", "second"):
            with contextlib.suppress(CancelledError), store.transaction() as tx:
                tx.put("draft", "1", {"text": "lost"})
                raise CancelledError
            with store.transaction() as tx:
                tx.put("draft", "1", {"text": text})
            assert store.get("draft", "1") == {"text": text}

    def test_reading_inside_a_transaction_sees_what_it_wrote(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("draft", "1", {"text": "now"})
            assert store.get("draft", "1") == {"text": "now"}
            assert store.ids("draft") == {"1"}

    def test_transactions_do_not_nest(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("draft", "1", {})
            with pytest.raises(RuntimeError), store.transaction():
                pass
        assert store.get("draft", "1") == {}

    def test_without_a_head_the_old_one_stays(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("draft", "1", {}, head={"answered": 1})
        with store.transaction() as tx:
            tx.put("draft", "1", {"text": "more"})
            tx.put("draft", "2", {})
        assert [(head.id, head.head) for head in store.heads("draft")] == [("2", {}), ("1", {"answered": 1})]

    def test_put_keeps_or_sets_the_state_and_never_the_attempts(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("request", "1", {}, state=SendState.WAITING)
            tx.set_state("request", "1", SendState.SENDING, attempts=2, not_before=50.0)
            tx.put("request", "1", {"reason": "offline"})
        (head,) = store.heads("request")
        assert (head.state, head.attempts, head.not_before) == ("sending", 2, 50.0)
        with store.transaction() as tx:
            tx.put("request", "1", {}, state=None)
        (head,) = store.heads("request")
        assert (head.state, head.attempts, head.not_before) == (None, 2, 50.0)

    def test_set_state_leaves_what_is_not_said(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("request", "1", {"text": "body"}, head={"h": 1}, state="waiting")
            assert tx.set_state("request", "1", "sending", attempts=1, not_before=9.5)
            assert tx.set_state("request", "1", "waiting")
        (head,) = store.heads("request")
        assert head == ("request", "1", {"h": 1}, "waiting", 1, 9.5)
        assert store.get("request", "1") == {"text": "body"}

    def test_says_when_there_was_nothing_to_change(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            assert not tx.set_state("request", "none", "waiting")
            assert not tx.delete("request", "none")
            tx.put("request", "1", {})
            assert tx.delete("request", "1")
            assert not tx.delete("request", "1")
        assert store.heads("request") == []

    def test_due_takes_the_oldest_first_of_all_kinds(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("message", "a", {}, state="waiting")
            tx.put("request", "b", {}, state="sending")
            tx.put("request", "later", {}, state="waiting")
            tx.set_state("request", "later", "waiting", not_before=100.0)
            tx.put("request", "held", {}, state="held")
            tx.put("draft", "none", {})
            tx.put("reply", "c", {}, state="waiting")
            tx.set_state("reply", "c", "waiting", not_before=99.0)
        states = ("waiting", "sending")
        assert [head.id for head in store.due(99.0, states)] == ["a", "b", "c"]
        assert [head.id for head in store.due(98.9, states)] == ["a", "b"]
        assert [head.id for head in store.due(math.inf, states)] == ["a", "b", "later", "c"]
        assert store.due(math.inf, ()) == []

    def test_next_due(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            for record_id, moment in (("a", 300.0), ("b", 200.0)):
                tx.put("request", record_id, {}, state="waiting")
                tx.set_state("request", record_id, "waiting", not_before=moment)
            tx.put("request", "c", {}, state="held")
        assert store.next_due(["waiting"]) == 200.0
        assert store.next_due(["held", "waiting"]) == 0.0
        assert store.next_due(["sent"]) is None

    @pytest.mark.parametrize("name", ["", "a b", "a|b", "../a", "أمينة", "a" * 101, "a\n"])
    def test_refuses_names_that_could_say_something(self, store: RecordStore, name: str) -> None:
        for kind, record_id in ((name, "1"), ("draft", name)):
            with pytest.raises(ValueError, match="name"), store.transaction() as tx:
                tx.put(kind, record_id, {})

    @pytest.mark.parametrize("value", [object(), {1, 2}, 2**70])
    def test_refuses_what_it_could_not_give_back(self, store: RecordStore, value: object) -> None:
        for body, head in (({"v": value}, {}), ({}, {"v": value})):
            with pytest.raises(TypeError), store.transaction() as tx:
                tx.put("draft", "1", body, head=head)
        assert store.get("draft", "1") is None

    def test_threads_take_turns(self, store: RecordStore) -> None:
        with store.transaction() as tx:
            tx.put("known", "1", {"n": 0})

        def count() -> None:
            for _ in range(25):
                with store.transaction() as tx:
                    body = store.get("known", "1") or {}
                    tx.put("known", "1", {"n": body["n"] + 1})

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.get("known", "1") == {"n": 100}

    def test_is_closed_for_good(self, store: RecordStore) -> None:
        store.close()
        store.close()
        with pytest.raises(ValueError, match="closed"):
            store.get("draft", "1")
        with pytest.raises(ValueError, match="closed"):
            store.heads("draft")
        with pytest.raises(ValueError, match="closed"), store.transaction():
            pass
