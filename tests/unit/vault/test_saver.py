from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.delayed_jobs import DelayedJobs
from services.errors import StorageFullError, VaultError
from services.models.request import Draft
from services.saver import RETRY_AFTER, SAVE_AFTER, Saver
from tests.unit.vault.test_drafts import DRAFT


class HandMovedTimer:
    """A timer that runs what is due when the hand moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.jobs: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, seconds: float, job: Callable[[], None]) -> None:
        self.jobs.append((self.now + seconds, job))

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while due := sorted((job for job in self.jobs if job[0] <= end + 1e-9), key=lambda job: job[0]):
            self.jobs.remove(due[0])
            self.now = due[0][0]
            due[0][1]()
        self.now = end


class Disk:
    """Where the drafts go, and how it goes wrong."""

    def __init__(self) -> None:
        self.written: list[tuple[str, str]] = []
        self.full_for: set[str] = set()
        self.errors: list[VaultError] = []
        self.saved: list[list[str]] = []

    def save(self, draft: Draft) -> None:
        if draft.id in self.full_for:
            raise StorageFullError
        self.written.append((draft.id, str(draft.inputs["text"])))

    def told(self, drafts: list[Draft]) -> None:
        self.saved.append([draft.id for draft in drafts])


@pytest.fixture
def timer() -> HandMovedTimer:
    return HandMovedTimer()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def saver(disk: Disk, timer: HandMovedTimer) -> Saver[Draft]:
    return Saver(disk.save, on_error=disk.errors.append, on_saved=disk.told, later=timer)


def unexpected(error: VaultError) -> None:
    raise error


def typed(text: str, draft_id: str = "a") -> Draft:
    return replace(DRAFT, id=draft_id, inputs={"text": text})


def test_a_change_is_written_150_ms_later(saver: Saver[Draft], disk: Disk, timer: HandMovedTimer) -> None:
    assert SAVE_AFTER == 0.15
    saver.changed(typed("x"))
    timer.advance(0.149)
    assert disk.written == []
    assert not saver.is_saved
    timer.advance(0.001)
    assert disk.written == [("a", "x")]
    assert disk.saved == [["a"]]
    assert saver.is_saved


def test_typing_on_does_not_put_the_writing_off(
    saver: Saver[Draft], disk: Disk, timer: HandMovedTimer
) -> None:
    # Counted from the first unsaved change: a pause is never needed.
    for length in range(1, 11):
        saver.changed(typed("x" * length))
        timer.advance(0.05)
    assert [len(text) for _, text in disk.written] == [3, 6, 9]


def test_what_is_written_is_what_was_typed_then(
    saver: Saver[Draft], disk: Disk, timer: HandMovedTimer
) -> None:
    # The screen goes on changing its draft; the writer must not see half of a change.
    draft = replace(typed("x"), papers={"p": ["1"]})
    parts = draft.inputs["date"] = {"day": "1"}
    taken: list[Draft] = []
    saver = Saver(taken.append, on_error=disk.errors.append, later=timer)
    saver.changed(draft)
    draft.inputs["text"] = "y"
    parts["day"] = "2"
    draft.papers["p"].append("2")
    timer.advance(1)
    assert taken[0].inputs == {"text": "x", "date": {"day": "1"}}
    assert taken[0].papers == {"p": ["1"]}


def test_drafts_are_written_in_the_order_they_last_changed(
    saver: Saver[Draft], disk: Disk, timer: HandMovedTimer
) -> None:
    for draft_id in ("a", "b", "a"):
        saver.changed(typed(draft_id, draft_id))
    timer.advance(1)
    assert [draft_id for draft_id, _ in disk.written] == ["b", "a"]


def test_a_full_disk_is_told_and_tried_again_until_it_succeeds(
    saver: Saver[Draft], disk: Disk, timer: HandMovedTimer
) -> None:
    disk.full_for = {"a"}
    saver.changed(typed("x"))
    timer.advance(SAVE_AFTER + 2 * RETRY_AFTER)
    assert [type(error) for error in disk.errors] == [StorageFullError] * 3
    assert not saver.is_saved
    saver.changed(typed("xy"))
    disk.full_for = set()
    timer.advance(RETRY_AFTER)
    assert disk.written == [("a", "xy")]
    assert saver.is_saved
    timer.advance(60)
    assert len(disk.errors) == 3
    assert timer.jobs == []


def test_one_draft_that_fails_does_not_hold_up_the_others(
    saver: Saver[Draft], disk: Disk, timer: HandMovedTimer
) -> None:
    disk.full_for = {"a"}
    saver.changed(typed("x", "a"))
    saver.changed(typed("y", "b"))
    timer.advance(SAVE_AFTER)
    assert disk.written == [("b", "y")]
    assert disk.saved == [["b"]]
    disk.full_for = set()
    timer.advance(RETRY_AFTER)
    assert disk.written == [("b", "y"), ("a", "x")]


def test_flush_writes_at_once_and_once(saver: Saver[Draft], disk: Disk, timer: HandMovedTimer) -> None:
    saver.changed(typed("x"))
    saver.flush()
    assert disk.written == [("a", "x")]
    timer.advance(10)
    assert disk.written == [("a", "x")]


def test_flush_raises_and_the_draft_is_still_tried_again(
    saver: Saver[Draft], disk: Disk, timer: HandMovedTimer
) -> None:
    disk.full_for = {"a"}
    saver.changed(typed("x"))
    with pytest.raises(StorageFullError):
        saver.flush()
    disk.full_for = set()
    timer.advance(RETRY_AFTER)
    assert disk.written == [("a", "x")]


def test_a_forgotten_draft_is_not_brought_back(
    saver: Saver[Draft], disk: Disk, timer: HandMovedTimer
) -> None:
    saver.changed(typed("x", "a"))
    saver.changed(typed("y", "b"))
    saver.forget("a")
    timer.advance(10)
    assert disk.written == [("b", "y")]


def test_forgetting_waits_for_a_writing_under_way(timer: HandMovedTimer) -> None:
    begun, go_on = threading.Event(), threading.Event()
    order: list[str] = []

    def save(_: Draft) -> None:
        begun.set()
        assert go_on.wait(5)
        order.append("written")

    saver = Saver(save, on_error=unexpected, later=timer)
    saver.changed(typed("x"))
    writer = threading.Thread(target=saver.flush)
    writer.start()
    assert begun.wait(5)
    saver.changed(typed("xy"))  # neither this, while the disk is busy,

    def forget() -> None:
        saver.forget("a")
        order.append("forgotten")

    forgetter = threading.Thread(target=forget)
    forgetter.start()
    go_on.set()
    writer.join(5)
    forgetter.join(5)
    assert order == ["written", "forgotten"]
    timer.advance(10)
    assert order == ["written", "forgotten"], "a forgotten draft was written"


def test_a_change_never_waits_for_the_disk(timer: HandMovedTimer) -> None:
    begun, go_on = threading.Event(), threading.Event()
    written: list[str] = []

    def save(draft: Draft) -> None:
        begun.set()
        assert go_on.wait(5)
        written.append(str(draft.inputs["text"]))

    saver = Saver(save, on_error=unexpected, later=timer)
    saver.changed(typed("x"))
    writer = threading.Thread(target=saver.flush)
    writer.start()
    assert begun.wait(5)
    saver.changed(typed("xy"))  # would never return if it waited
    go_on.set()
    writer.join(5)
    timer.advance(SAVE_AFTER)
    assert written == ["x", "xy"]


def test_what_was_typed_during_a_writing_that_failed_wins(timer: HandMovedTimer, disk: Disk) -> None:
    def save(draft: Draft) -> None:
        if not disk.errors:
            saver.changed(typed("newer", "a"))
            saver.changed(typed("other", "b"))
            raise StorageFullError
        disk.save(draft)

    saver = Saver(save, on_error=disk.errors.append, later=timer)
    saver.changed(typed("older", "a"))
    timer.advance(SAVE_AFTER + RETRY_AFTER)
    assert dict(disk.written) == {"a": "newer", "b": "other"}


def test_closing_writes_what_is_left_and_ends(saver: Saver[Draft], disk: Disk, timer: HandMovedTimer) -> None:
    saver.changed(typed("x"))
    saver.close()
    assert disk.written == [("a", "x")]
    with pytest.raises(ValueError, match="closed"):
        saver.changed(typed("y"))
    timer.advance(60)
    assert disk.written == [("a", "x")]


def test_closing_on_a_full_disk_raises_and_still_ends(
    saver: Saver[Draft], disk: Disk, timer: HandMovedTimer
) -> None:
    disk.full_for = {"a"}
    saver.changed(typed("x"))
    with pytest.raises(StorageFullError):
        saver.close()
    timer.advance(60)
    assert disk.errors == []
    assert timer.jobs == []


def test_a_mistake_in_the_program_loses_nothing(timer: HandMovedTimer, disk: Disk) -> None:
    broken = [True]

    def save(draft: Draft) -> None:
        if broken:
            raise TypeError
        disk.save(draft)

    saver = Saver(save, on_error=disk.errors.append, later=timer)
    saver.changed(typed("x"))
    with pytest.raises(TypeError):
        timer.advance(SAVE_AFTER)
    broken.clear()
    timer.advance(RETRY_AFTER)
    assert disk.written == [("a", "x")]


def test_real_time() -> None:
    # The timer that the app uses: the draft is there without anybody asking.
    written = threading.Event()
    saver = Saver(lambda _: written.set(), on_error=unexpected, later=DelayedJobs())
    saver.changed(typed("x"))
    assert written.wait(5)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.sampled_from("ab")),
        st.tuples(st.just("wait"), st.sampled_from([0.01, 0.1, 0.2, 1.5])),
        st.tuples(st.just("full"), st.sampled_from(["", "a", "b", "ab"])),
        st.tuples(st.just("forget"), st.sampled_from("ab")),
        st.tuples(st.just("flush"), st.none()),
    ),
    max_size=30,
)


@given(STEPS)
def test_the_last_text_arrives_whatever_happened(steps: list[tuple[str, str | float | None]]) -> None:
    timer, disk = HandMovedTimer(), Disk()
    saver = Saver(disk.save, on_error=disk.errors.append, later=timer)
    last: dict[str, str] = {}
    for number, (step, what) in enumerate(steps):
        if step == "type":
            last[str(what)] = str(number)
            saver.changed(typed(str(number), str(what)))
        elif step == "wait":
            timer.advance(float(what or 0))
        elif step == "full":
            disk.full_for = set(str(what))
        elif step == "forget":
            last.pop(str(what), None)
            saver.forget(str(what))
        elif not disk.full_for:
            saver.flush()
    disk.full_for = set()
    timer.advance(SAVE_AFTER + RETRY_AFTER)
    assert saver.is_saved
    newest = dict(disk.written)
    assert {draft_id: newest[draft_id] for draft_id in last} == last
    for draft_id in "ab":
        texts = [int(text) for written_id, text in disk.written if written_id == draft_id]
        assert texts == sorted(texts), "an older text was written over a newer one"
