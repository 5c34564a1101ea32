"""Saving while a person types: within 300 ms, without ever holding up a key (docs/adr/0014)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Protocol, Self, TypeAlias, TypeVar

from services.errors import VaultError

SAVE_AFTER = 0.15
"""Seconds from the first unsaved change to its writing. With the writing itself it stays under 300 ms."""
RETRY_AFTER = 1.0
"""Seconds until a writing that failed is tried again."""


class Written(Protocol):
    """Something that is being written; its id is its own among all that one saver takes."""

    @property
    def id(self) -> str: ...

    def copy(self) -> Self:
        """Copy it, so that later changes do not reach the copy."""


T = TypeVar("T", bound=Written)


CallLater: TypeAlias = Callable[[float, Callable[[], None]], None]
"""Calls a job once after a number of seconds, from some thread."""


class Saver(Generic[T]):
    """A writer of what is typed while it is typed, off the thread that types.

    `save` writes one thing and may raise `VaultError`; `on_error` then hears it, and the writing is tried
    again until it succeeds; nothing is dropped. `on_saved` hears what was written. Both are called
    from the thread that wrote: a worker's, or that of `flush` and `close`.
    """

    def __init__(
        self,
        save: Callable[[T], None],
        *,
        on_error: Callable[[VaultError], None],
        on_saved: Callable[[list[T]], None] = lambda _: None,
        later: CallLater,
    ) -> None:
        self._save = save
        self._on_error = on_error
        self._on_saved = on_saved
        self._later = later
        self._unsaved: dict[str, T] = {}
        self._scheduled = False
        self._closed = False
        self._changing = threading.Lock()
        """Held for moments only: `changed` is called by the thread that types."""
        self._writing = threading.Lock()
        """Held while the disk is written to, so that writings stay in order. Taken before `_changing`."""

    def changed(self, written: T) -> None:
        """Take it as it is now.

        The caller may go on changing it. Cheap, never waits for the disk.
        """
        taken = written.copy()
        with self._changing:
            if self._closed:
                raise ValueError("the saver is closed")
            # Removed first, so that what changed last is written last.
            self._unsaved.pop(taken.id, None)
            self._unsaved[taken.id] = taken
            self._schedule(SAVE_AFTER)

    @property
    def is_saved(self) -> bool:
        """True if all that `changed` took is on the disk.

        Waits for a writing under way.
        """
        with self._writing, self._changing:
            return not self._unsaved

    def flush(self) -> None:
        """Write what is unsaved now, in this thread.

        Raises `VaultError`; it is tried again all the same.
        """
        error = self._write()
        if error is not None:
            raise error

    def close(self) -> None:
        """Write what is unsaved and stop; call it before the store closes.

        Raises `VaultError`.
        """
        with self._changing:
            self._closed = True
        self.flush()

    def forget(self, id_: str) -> None:
        """Write this no more: it is about to be deleted or sent.

        Waits for a writing under way.
        """
        with self._writing, self._changing:
            self._unsaved.pop(id_, None)

    def discard(self) -> None:
        """Drop what is unsaved: all of it is to be erased."""
        with self._writing, self._changing:
            self._unsaved = {}

    def _schedule(self, seconds: float) -> None:
        if not self._scheduled and not self._closed:
            self._scheduled = True
            self._later(seconds, self._write_and_tell)

    def _write_and_tell(self) -> None:
        with self._changing:
            self._scheduled = False
            if self._closed:
                return
        error = self._write()
        if error is not None:
            self._on_error(error)

    def _write(self) -> VaultError | None:
        """Write all that is unsaved, oldest change first.

        One that fails does not hold up the rest.
        """
        saved: dict[str, T] = {}
        failed: VaultError | None = None
        with self._writing:
            with self._changing:
                batch, self._unsaved = self._unsaved, {}
            try:
                for each in batch.values():
                    try:
                        self._save(each)
                    except VaultError as error:
                        failed = error
                    else:
                        saved[each.id] = each
            finally:
                self._keep([each for each in batch.values() if each.id not in saved])
        if saved:
            self._on_saved([*saved.values()])
        return failed

    def _keep(self, unwritten: list[T]) -> None:
        """Put back what was not written, unless it changed again meanwhile."""
        if not unwritten:
            return
        with self._changing:
            self._unsaved = {each.id: each for each in unwritten} | self._unsaved
            self._schedule(RETRY_AFTER)
