"""Tries are counted and slowed: over restarts, kills, clocks that are set, and files that are exchanged."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.errors import TooManyTriesError, WrongSecretError
from services.vault.tries import FIRST_WAIT, FREE, LONGEST_WAIT, Tries, wait_after
from tests.examples import examples
from tests.memory_keystore import InMemoryKeystore

DEVICE = bytes(range(32))


class Device:
    """What lasts on a device, and how long it has been on."""

    def __init__(self) -> None:
        self.keystore = InMemoryKeystore()
        self.on = 1000.0
        self.tries = Tries(self.keystore, lambda: self.on)
        self.tries.begin("p", DEVICE)

    def restart(self, on: float = 20.0) -> None:
        self.on = on
        self.start_app()

    def start_app(self) -> None:
        self.tries = Tries(self.keystore, lambda: self.on)

    def wrong(self) -> WrongSecretError:
        with pytest.raises(WrongSecretError) as caught, self.tries.one("p", DEVICE):
            raise WrongSecretError
        return caught.value

    def right(self) -> None:
        with self.tries.one("p", DEVICE):
            pass

    def wait(self) -> float:
        return self.tries.wait("p", DEVICE)


@pytest.fixture
def device() -> Device:
    return Device()


def test_the_waits() -> None:
    assert [wait_after(wrong) for wrong in range(5)] == [0.0] * 5
    assert [wait_after(wrong) / 60 for wrong in range(5, 12)] == [1, 2, 4, 8, 16, 32, 64]
    assert wait_after(16) == wait_after(1_000_000) == LONGEST_WAIT == 86_400


def test_five_are_free_and_the_sixth_waits(device: Device) -> None:
    told = [device.wrong() for _ in range(FREE)]
    assert [each.tries_left for each in told] == [4, 3, 2, 1, 0]
    assert [each.wait for each in told] == [0, 0, 0, 0, FIRST_WAIT]
    with pytest.raises(TooManyTriesError) as caught:
        device.right()
    assert caught.value.seconds == FIRST_WAIT
    device.on += FIRST_WAIT
    assert device.wrong().wait == 2 * FIRST_WAIT


def test_a_right_one_begins_the_count_anew(device: Device) -> None:
    for _ in range(FREE - 1):
        device.wrong()
    device.right()
    assert device.wrong().tries_left == FREE - 1


def test_what_is_refused_while_waiting_is_not_counted(device: Device) -> None:
    for _ in range(FREE):
        device.wrong()
    for _ in range(3):
        with pytest.raises(TooManyTriesError):
            device.right()
    device.on += FIRST_WAIT
    device.right()


def test_a_try_is_counted_before_it_is_evaluated(device: Device) -> None:
    # The app is killed while it evaluates: what it would have told is saved, the try is not.
    class KilledError(BaseException):
        pass

    for _ in range(FREE):
        with pytest.raises(KilledError), device.tries.one("p", DEVICE):
            raise KilledError
        device.start_app()
    assert device.wait() == FIRST_WAIT


def test_a_try_that_cannot_be_written_down_is_not_evaluated(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(device.keystore, "set", full)
    evaluated = False
    with pytest.raises(OSError), device.tries.one("p", DEVICE):  # noqa: PT011 - it has no text
        evaluated = True
    assert not evaluated


def test_a_restart_shortens_no_wait_by_what_was_off(device: Device) -> None:
    for _ in range(FREE + 4):
        device.on += device.wait()
        device.wrong()
    assert device.wait() == 16 * FIRST_WAIT
    device.restart(on=20)
    assert device.wait() == 16 * FIRST_WAIT - 20
    device.on += 100
    assert device.wait() == 16 * FIRST_WAIT - 120


def test_what_was_waited_before_a_restart_counts(device: Device) -> None:
    for _ in range(FREE + 4):
        device.on += device.wait()
        device.wrong()
    for _ in range(10):
        device.on += 60
        device.wait()
    device.restart(on=0)
    assert device.wait() == 6 * FIRST_WAIT


def test_a_restart_that_went_unnoticed_for_long_credits_less_never_more(device: Device) -> None:
    for _ in range(FREE):
        device.wrong()
    device.restart(on=1010.0)
    assert device.wait() == FIRST_WAIT - 10


@pytest.mark.parametrize("kept", [None, b"", b"x" * 60])
def test_a_count_that_was_taken_away_or_edited_counts_as_five_wrong(
    device: Device, kept: bytes | None
) -> None:
    device.keystore.delete("p.tries")
    if kept is not None:
        device.keystore.set("p.tries", kept)
    assert device.wait() == FIRST_WAIT
    device.on += FIRST_WAIT
    assert device.wait() == 0
    assert device.wrong().wait == 2 * FIRST_WAIT


def test_the_count_of_another_profile_is_no_count(device: Device) -> None:
    for _ in range(FREE + 1):
        device.on += device.wait()
        device.wrong()
    device.tries.begin("q", DEVICE)
    device.keystore.secrets["p.tries"] = device.keystore.secrets["q.tries"]
    assert device.wait() == FIRST_WAIT


def test_nothing_of_the_count_stands_in_clear(device: Device) -> None:
    device.wrong()
    assert b"wrong" not in device.keystore.secrets["p.tries"]


class Shared(RuleBasedStateMachine):
    """Somebody at the device, in any order: wrong, right, wait, end the app, restart the device.

    The clock on the wall is not among them: nothing here can see it. `served` is how long the device was really
    on since the last wrong try; nobody who waited less is ever let in, and who waited all of it always is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.device = Device()
        self.wrongs = 0
        self.served = 0.0
        """On, since the last wrong one; what was on unnoticed before a restart may be lost."""
        self.sure = 0.0
        """The part of it that is surely known: noted, or since the last restart."""

    @property
    def due(self) -> float:
        return wait_after(self.wrongs)

    @rule()
    def tries_wrong(self) -> None:
        if self._must_wait():
            return
        wrong = self.device.wrong()
        self.wrongs += 1
        self.served = self.sure = 0.0
        assert wrong.wait == self.due

    @rule()
    def is_killed_while_trying(self) -> None:
        if self._must_wait():
            return
        with pytest.raises(KeyboardInterrupt), self.device.tries.one("p", DEVICE):
            raise KeyboardInterrupt
        self.device.start_app()
        self.wrongs += 1
        self.served = self.sure = 0.0

    @rule()
    def tries_right(self) -> None:
        if self._must_wait():
            return
        self.device.right()
        self.wrongs = 0

    @rule(seconds=st.floats(0, 100_000))
    def waits_in_sight(self, seconds: float) -> None:
        """Wait while the unlock screen shows, which asks."""
        self.device.on += seconds
        self.served += seconds
        self.sure += seconds
        self.device.wait()

    @rule()
    def starts_the_app(self) -> None:
        self.device.start_app()

    @rule(on=st.floats(0, 300))
    def restarts_the_device(self, on: float) -> None:
        self.device.wait()
        self.device.restart(on)
        self.served += on
        # Up to 30 s of waiting are not noted; a restart that looks like none credits less.
        self.sure = max(0.0, self.sure - 30.0)
        self.device.wait()

    def _must_wait(self) -> bool:
        """True if a try is refused now; checks that rightly so."""
        left = self.device.wait()
        if left:
            with pytest.raises(TooManyTriesError):
                self.device.right()
        if self.served < self.due - 1e-6:
            assert left > 0, "let in before the wait was served"
        if self.sure >= self.due + 1e-6:
            assert left == 0, "kept out after the wait was served"
        return left > 0

    @invariant()
    def nobody_waits_longer_than_was_told(self) -> None:
        assert 0 <= self.device.wait() <= self.due

    @precondition(lambda self: self.due)
    @rule()
    def waits_it_out(self) -> None:
        left = self.device.wait()
        self.device.on += left + 1e-3
        self.served += left + 1e-3
        self.sure += left
        assert self.device.wait() == 0


Shared.TestCase.settings = settings(max_examples=examples(25), stateful_step_count=25)
TestShared = Shared.TestCase
