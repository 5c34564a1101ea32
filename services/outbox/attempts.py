"""The attempts under way, and when the next of each record is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, KeysView
from typing import Any, TypeAlias

from services.outbox.policy import LONGEST_DELAY, LONGEST_RETRY_AFTER
from services.outbox.queue import key_of
from services.outbox.states import is_asked_to_wait
from services.vault.interface import Head

RecordKey: TypeAlias = tuple[str, str]
"""Kind and id of a record."""


class Attempts:
    """One task for each record that is on its way. Belongs to one event loop."""

    def __init__(self, on_end: Callable[[RecordKey, BaseException | None], None]) -> None:
        """Take `on_end`, called at each end, with an unsettled error."""
        self._on_end = on_end
        self._tasks: dict[RecordKey, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._tasks)

    def keys(self) -> KeysView[RecordKey]:
        return self._tasks.keys()

    def start(self, key: RecordKey, attempt: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(attempt)
        self._tasks[key] = task
        task.add_done_callback(lambda ended: self._ended(key, ended))

    async def cut(self, keys: Iterable[RecordKey]) -> None:
        """End the attempts of these records, where there are any.

        Waits until they are over.
        """
        tasks = {self._tasks[key] for key in keys if key in self._tasks}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _ended(self, key: RecordKey, task: asyncio.Task[None]) -> None:
        del self._tasks[key]
        self._on_end(key, None if task.cancelled() else task.exception())


class Timetable:
    """When each record may be tried, beside what the record itself says."""

    def __init__(self) -> None:
        self._urged: set[RecordKey] = set()
        self._deferred: dict[RecordKey, float] = {}

    def urge(self, keys: Iterable[RecordKey]) -> None:
        """Make records due at once, unless the ministry asked to wait."""
        self._urged.update(keys)

    def defer(self, key: RecordKey, until: float) -> None:
        """Put a record off until then (seconds since 1970).

        For a time that could not be written into the record.
        """
        self._deferred[key] = until

    def begun(self, key: RecordKey) -> None:
        self._urged.discard(key)
        self._deferred.pop(key, None)

    def due_at(self, head: Head, now: float) -> float:
        """Return when a record is due, in seconds since 1970.

        A time farther ahead than any delay means that the device's clock was set back: then the record is due.
        """
        key, asked = key_of(head), is_asked_to_wait(head, now)
        if key in self._urged and not asked:
            return 0.0
        until = max(head.not_before or 0.0, self._deferred.get(key, 0.0))
        longest = LONGEST_RETRY_AFTER + 1 if asked or key in self._deferred else LONGEST_DELAY
        return until if until <= now + longest else 0.0
