"""What happens to a profile and to its device, as every open window of the app hears it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context, copy_context
from typing import Generic, ParamSpec

from services.errors import QaribError
from services.models.change import Change
from services.models.comfort import Comfort
from services.models.outbox import Sending

P = ParamSpec("P")


class Event(Generic[P]):
    """Call it, on the event loop, to call all who joined. One of them may leave meanwhile.

    Each is called in the context in which it joined: by the context Flet finds the page of what is changed, and would
    send the change to the window of the caller, or to none.
    """

    def __init__(self) -> None:
        self._heard: dict[Callable[P, None], Context] = {}

    def join(self, hear: Callable[P, None]) -> Callable[[], object]:
        """Return what is to be called to leave; leaving twice does nothing."""
        self._heard[hear] = copy_context()
        return lambda: self._heard.pop(hear, None)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        for hear, context in list(self._heard.items()):
            # A copy: a context that is entered already cannot be entered again.
            context.copy().run(hear, *args, **kwargs)


class Events:
    """All events of one process."""

    def __init__(self) -> None:
        self.on_change = Event[[Change]]()
        self.on_draft = Event[[object]]()
        """A draft was written in, sent or deleted by the window that is named."""
        self.on_sending = Event[[Sending]]()
        self.on_online = Event[[bool]]()
        self.on_signed_in = Event[[bool]]()
        self.on_comfort = Event[[Comfort]]()
        self.on_warning = Event[[bool]]()
        """True if the profile will soon lock by itself."""
        self.on_problem = Event[[QaribError]]()
        self.on_catalogue = Event[[]]()
        self.on_repaired = Event[[]]()
        """The store was damaged, and repaired while it was open: anything in it may have changed."""
        self.on_profiles = Event[[]]()
        """Which profiles there are, or which of them is open, changed."""
