"""Reading screens by itself: what is new on a screen is said once, and nothing that is personal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from screens.aloud import Passage

SETTLED = 0.2
"""Seconds from a change on the screen until it is looked at: what is loaded at once is there by then."""


class Reader:
    """`shown` gives what a screen says now; `say` says passages instead of what is being said.

    A text that was said, or that the person did not want to hear, is not said again while the screen and the text
    stay. What comes while something is said waits until that is over, unless what is said has gone.
    """

    def __init__(self, shown: Callable[[], list[Passage]], say: Callable[[Sequence[Passage]], None]) -> None:
        self._shown = shown
        self._say = say
        self._reads = False
        self._told: set[str] = set()
        self._saying: Sequence[Passage] = ()
        """What is being said by itself."""
        self._reached = 0
        """The place in it of the present passage."""
        self._asked = False
        """True if something is being said because somebody asked: that is left alone."""
        self._timer: asyncio.TimerHandle | None = None

    def read(self, reads: bool) -> None:
        """Switch reading on or off; at its begin all is new."""
        if reads and not self._reads:
            self._told.clear()
        self._reads = reads
        self.look_soon()

    def rest(self) -> None:
        """Stop for good: the window closes."""
        self._reads = False
        if self._timer is not None:
            self._timer.cancel()

    def look_soon(self) -> None:
        """Something on the screen may have changed."""
        if self._reads and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SETTLED, self._look)

    def went(self) -> None:
        """Another screen opened: nothing of it was said yet."""
        self.quiet()
        self._told.clear()
        self.look_soon()

    def asked(self, passages: Sequence[Passage]) -> None:
        """Note the passages that are said because somebody asked."""
        self.quiet()
        self._told.update(passage.text for passage in passages)
        self._asked = True

    def quiet(self) -> None:
        """Count what was being said as told, though not to its end."""
        self._told.update(passage.text for passage in self._saying)
        self._saying, self._asked = (), False

    def reached(self, place: int) -> None:
        """Note which passage is being said, of those given to `say` last."""
        self._told.update(passage.text for passage in self._saying[:place])
        self._reached = place

    def finished(self) -> None:
        """Note that all was said, and look for more."""
        self.quiet()
        self.look_soon()

    def tell_again(self) -> None:
        """Tell an error again, though its words may be the same."""
        self._told -= {passage.text for passage in self._shown() if passage.again}
        self.look_soon()

    def _look(self) -> None:
        self._timer = None
        if not self._reads or self._asked:
            return
        shown = [passage for passage in self._shown() if not passage.when_asked]
        texts = {passage.text for passage in shown}
        self._told &= texts
        if self._saying and all(passage.text in texts for passage in self._saying[self._reached :]):
            return
        fresh = [passage for passage in shown if passage.text not in self._told]
        self._saying, self._reached = fresh, 0
        if fresh:
            self._say(fresh)
