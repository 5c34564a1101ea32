"""How long an engine may be silent before it counts as hung."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.speech.messages import Begun, Broken, Quiet, Ready, Report, Said


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. `start`: until it is ready; `answer`: until a command is followed; `work`: between signs of life.

    An engine that is killed for nothing costs a start; one that is waited for keeps a person waiting, or goes
    on talking.
    """

    start: float = 10.0
    answer: float = 0.3
    work: float = 3.0


class Watch:
    """What is awaited of the worker, and since when."""

    _READY = -1
    _QUIET = 0

    def __init__(self, patience: Patience, clock: Callable[[], float]) -> None:
        self._patience = patience
        self._clock = clock
        self._awaited: int | None = None
        self._limit: float | None = None
        self._since = 0.0

    def left(self) -> float | None:
        """Return the seconds until the worker counts as hung.

        None when nothing is awaited.
        """
        if self._limit is None:
            return None
        return max(self._since + self._limit - self._clock(), 0.0)

    def started(self) -> None:
        self._await(self._READY, self._patience.start)

    def asked(self, speech: int | None) -> None:
        """Note that a speech or silence was asked for.

        The oldest question that has no answer sets the limit.
        """
        if self._awaited is None:
            self._await(None, self._patience.answer)
        self._awaited = self._QUIET if speech is None else speech

    def heard(self, report: Report) -> None:
        match report:
            case Ready():
                self.forget()
            case Begun(speech) if speech == self._awaited:
                self._await(None, self._patience.work)
            case Quiet() if self._awaited == self._QUIET:
                self.forget()
            case Begun() | Quiet():
                # It follows, only not yet to the newest command.
                self._since = self._clock()
            case Said() | Broken() if self._awaited is None:
                self.forget()
            case _ if self._awaited is None:
                self._since = self._clock()

    def forget(self) -> None:
        self._await(None, None)

    def _await(self, what: int | None, limit: float | None) -> None:
        self._awaited = what
        self._limit = limit
        self._since = self._clock()
