"""The worker that empties the outbox."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from services.clock import Clock, rfc3339
from services.errors import QaribError, StorageFullError, VaultError
from services.models.outbox import Sending, SendState
from services.outbox.attempts import Attempts, RecordKey, Timetable
from services.outbox.metered import DataSaver
from services.outbox.policy import (
    DATA_SAVING,
    DEVICE,
    LONGEST_DELAY,
    STORAGE_FULL,
    Rng,
    Verdict,
    delay,
    judge,
    tells_reach,
    unexpected,
)
from services.outbox.ports import OnChange, Sender
from services.outbox.progress import Throttle
from services.outbox.queue import SendQueue, key_of
from services.vault.interface import Head, RecordStore
from services.waiting import Sleep, run_to_end, wait_until

log = logging.getLogger(__name__)

PAUSE = 30.0
"""Seconds until a store that could not be read or written is tried again."""

WORKERS = 2
"""Attempts at the same time: a record whose papers crawl does not keep the next one waiting."""


class Outbox:
    """The sending of what waits in a profile's store: oldest first, each exactly once, none blocking another.

    All methods belong to the event loop that runs `run`; call them from another thread through
    `loop.call_soon_threadsafe`. `on_change` gets every change of state and, at most ten times a second for
    each record, its progress; it is called from the loop, never within a write.
    """

    def __init__(
        self,
        store: RecordStore,
        senders: Mapping[str, Sender],
        *,
        clock: Clock,
        rng: Rng,
        on_change: OnChange,
        on_reached: Callable[[bool], None] = lambda _: None,
        metered: DataSaver | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Take `on_reached`, which learns after each attempt if the ministry was reached.

        A record that `metered` holds back is `held`, with the problem `data-saving`, until `resume`.
        """
        self._queue = SendQueue(store)
        self._senders = senders
        self._clock = clock
        self._rng = rng
        self._on_change = on_change
        self._on_reached = on_reached
        self._metered = metered
        self._sleep = sleep
        self._stir = asyncio.Event()
        self._attempts = Attempts(self._ended)
        self._stopping: set[RecordKey] = set()
        self._times = Timetable()
        self._woken = True  # starting is a new chance, like a network that is back
        self._sign_ins = 0
        self._returning = True  # a crash may have come between the sign-in and what waited for it

    async def run(self) -> None:
        """Send until cancelled. Cancelling leaves every record ready to be sent again."""
        try:
            while True:
                self._stir.clear()
                await wait_until(self._stir, await self._round(), self._sleep)
        finally:
            await self._attempts.cut([*self._attempts.keys()])

    async def drain(self) -> None:
        """Attempt what is due until nothing is due or under way."""
        while True:
            self._stir.clear()
            await self._round()
            if not self._attempts and not self._stir.is_set():
                return
            await self._stir.wait()

    def wake(self) -> None:
        """Try at once all but what the ministry asked to wait."""
        self._woken = True
        self._stir.set()

    def added(self) -> None:
        """Take in that a record was just stored to be sent."""
        self._stir.set()

    def wake_signed_in(self) -> None:
        """Try at once what waited for the person to sign in."""
        self._sign_ins += 1
        self._returning = True
        self.wake()

    async def hold(self, kind: str, record_id: str) -> Sending | None:
        """Hold a record until `resume`, cutting an attempt; return its state."""
        key = (kind, record_id)
        states = (SendState.WAITING, SendState.SENDING, SendState.NEEDS_SIGN_IN)
        self._stopping.add(key)  # until the state is stored, the worker would start it again
        try:
            await self._attempts.cut([key])
            return self._tell(await run_to_end(self._queue.move, kind, record_id, states, SendState.HELD))
        finally:
            self._stopping.discard(key)
            self._stir.set()

    async def resume(self, kind: str, record_id: str) -> Sending | None:
        """Let a stopped record be sent, at once given a network."""
        states = (SendState.HELD, SendState.NEEDS_ATTENTION)
        await run_to_end(self._queue.let_go, kind, record_id)
        sending = self._tell(await run_to_end(self._queue.move, kind, record_id, states, SendState.WAITING))
        self._times.urge([(kind, record_id)])
        self._stir.set()
        return sending

    async def reconsider(self) -> None:
        """Look again at what is held: the person's choice changed."""
        for head in await run_to_end(self._queue.held_for, DATA_SAVING):
            if self._metered is None or not await run_to_end(self._metered.holds, head):
                held = (SendState.HELD,)
                self._tell(await run_to_end(self._queue.move, head.kind, head.id, held, SendState.WAITING))
        self._stir.set()

    async def _round(self) -> float | None:
        """Start what is due; return the seconds until more is, or None."""
        try:
            if self._returning:
                await self._move_all(SendState.NEEDS_SIGN_IN, SendState.WAITING)
                self._returning = False
            return await self._start_due()
        except VaultError as error:
            log.warning("what waits cannot be read or marked now", exc_info=error)
            return PAUSE

    async def _start_due(self) -> float | None:
        busy = self._attempts.keys() | self._stopping
        heads = [head for head in await run_to_end(self._queue.active) if key_of(head) not in busy]
        if self._woken:
            self._woken = False
            self._times.urge({key_of(head) for head in heads} | self._attempts.keys())
        now = self._clock.time()
        waits: list[float] = []
        for head in heads:
            until = self._times.due_at(head, now)
            if until > now:
                waits.append(until - now)
            elif len(self._attempts) < WORKERS and not await self._held_back(head):
                self._start(head)
        return min(waits, default=None)

    async def _held_back(self, head: Head) -> bool:
        if self._metered is not None and await run_to_end(self._metered.holds, head):
            self._tell(await run_to_end(self._queue.hold_back, head))
            return True
        # The person may have held it meanwhile; then nothing may begin before that is written down.
        return key_of(head) in self._stopping

    def _start(self, head: Head) -> None:
        self._times.begun(key_of(head))
        self._attempts.start(key_of(head), self._attempt(head))

    def _ended(self, key: RecordKey, error: BaseException | None) -> None:
        if error is not None:
            # Not even the failure could be written down; the record counts as cut and is sent again later.
            log.error("attempt could not be settled", exc_info=error)
            self._times.defer(key, self._clock.time() + LONGEST_DELAY)
        self._stir.set()

    async def _attempt(self, head: Head) -> None:
        sign_ins = self._sign_ins
        sending = Sending(head.kind, head.id, SendState.WAITING, attempts=head.attempts)
        try:
            marked = await run_to_end(self._queue.mark, head)
            if marked is None:
                return
            sending = marked
            self._tell(sending)
            throttle = Throttle(
                lambda sent: self._tell(replace(marked, progress=sent)), self._clock.monotonic
            )
            delivery = await self._senders[head.kind](head.id, throttle)
            self._on_reached(True)
            self._tell(await run_to_end(self._queue.deliver, sending, delivery))
        except QaribError as error:
            if (reached := tells_reach(error)) is not None:
                self._on_reached(reached)
            await self._settle(head, sending, judge(error) or unexpected(error), sign_ins)
        except Exception as error:  # noqa: BLE001 — a guarded edge, see docs/adr/0007
            await self._settle(head, sending, unexpected(error), sign_ins)

    async def _settle(self, head: Head, sending: Sending, verdict: Verdict, sign_ins: int) -> None:
        if verdict.state is SendState.NEEDS_SIGN_IN and sign_ins != self._sign_ins:
            # The person signed in while this attempt still used the sign-in before.
            verdict = Verdict(SendState.WAITING, verdict.problem)
            self._times.urge([key_of(sending)])
        not_before = self._clock.time() + delay(verdict, sending.attempts, self._rng)
        settle = partial(self._queue.settle, at=rfc3339(self._clock.now()), not_before=not_before)
        try:
            self._tell(await run_to_end(settle, head, sending, verdict))
            if verdict.state is SendState.NEEDS_SIGN_IN:
                await self._move_all(SendState.WAITING, SendState.NEEDS_SIGN_IN)
        except VaultError as error:
            # Nothing can be written. The record still counts as waiting or cut: both are sent again.
            self._times.defer(key_of(sending), max(not_before, self._clock.time() + PAUSE))
            problem = STORAGE_FULL if isinstance(error, StorageFullError) else DEVICE
            self._tell(replace(sending, state=SendState.WAITING, progress=None, problem=problem))

    async def _move_all(self, state: SendState, to: SendState) -> None:
        flying = frozenset(self._attempts.keys())
        for sending in await run_to_end(self._queue.move_all, state, to, but=flying):
            self._tell(sending)

    def _tell(self, sending: Sending | None) -> Sending | None:
        if sending is not None:
            # Through the loop, so that a fault of the listener is never taken for one of the record.
            asyncio.get_running_loop().call_soon(self._on_change, sending)
        return sending
