"""When an engine counts as hung, on a clock that the test holds."""

from __future__ import annotations

import pytest

from services.speech.messages import Alive, Begun, Quiet, Ready, Said
from services.speech.watch import Patience, Watch


class Hands:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def watch(hands: Hands) -> Watch:
    return Watch(Patience(start=10, answer=1, work=3), hands)


def test_idle_nothing_is_awaited(watch: Watch) -> None:
    assert watch.left() is None
    watch.started()
    assert watch.left() == 10
    watch.heard(Ready((), None))
    assert watch.left() is None


def test_signs_of_life_count_while_it_works_and_not_while_it_owes_an_answer(
    watch: Watch, hands: Hands
) -> None:
    watch.asked(1)
    hands.now += 0.9
    watch.heard(Alive())
    assert watch.left() == pytest.approx(0.1)
    watch.heard(Begun(1))
    assert watch.left() == 3
    hands.now += 2
    watch.heard(Alive())
    assert watch.left() == 3
    watch.heard(Said(1))
    assert watch.left() is None


def test_asking_again_and_again_does_not_give_more_time(watch: Watch, hands: Hands) -> None:
    watch.asked(1)
    for number in range(2, 6):
        hands.now += 0.25
        watch.asked(number)
    assert watch.left() == 0


def test_an_older_answer_shows_that_it_follows(watch: Watch, hands: Hands) -> None:
    watch.asked(1)
    hands.now += 0.9
    watch.asked(2)
    watch.heard(Begun(1))
    assert watch.left() == 1
    watch.heard(Begun(2))
    assert watch.left() == 3


def test_a_stop_is_answered_by_quiet(watch: Watch, hands: Hands) -> None:
    watch.asked(1)
    watch.heard(Begun(1))
    watch.asked(None)
    assert watch.left() == 1
    watch.heard(Said(1))
    assert watch.left() == 1
    watch.heard(Quiet())
    assert watch.left() is None
