"""Who hears what happens: every open window of the app."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context, copy_context
from typing import Protocol

from services.errors import QaribError
from services.models.change import Change
from services.models.comfort import Comfort
from services.models.outbox import Sending


class Listener(Protocol):
    """A window, seen from the house. Called on the event loop."""

    def on_change(self, change: Change) -> None: ...

    def on_draft(self, by: Listener) -> None:
        """A draft was written in, sent or deleted by one of the windows."""

    def on_sending(self, sending: Sending) -> None: ...

    def on_online(self, online: bool) -> None: ...

    def on_signed_in(self, signed_in: bool) -> None: ...

    def on_comfort(self, comfort: Comfort) -> None: ...

    def on_warning(self, warned: bool) -> None:
        """True if the profile will soon lock by itself."""

    def on_problem(self, problem: QaribError) -> None: ...

    def on_catalogue(self) -> None: ...

    def on_repaired(self) -> None:
        """The store was damaged, and repaired while it was open: anything in it may have changed."""

    def on_profiles(self) -> None:
        """Which profiles there are, or which of them is open, changed."""


class Events:
    """Tells all; a listener that leaves meanwhile is no trouble.

    Each hears in the context in which it joined, from any caller: by the context Flet finds the page of what a
    listener changes, and would send the change to the window of the caller, or to none.
    """

    def __init__(self) -> None:
        self._all: dict[Listener, Context] = {}

    def join(self, listener: Listener) -> None:
        self._all[listener] = copy_context()

    def leave(self, listener: Listener) -> None:
        self._all.pop(listener, None)

    def on_change(self, change: Change) -> None:
        self._tell(lambda listener: listener.on_change(change))

    def on_draft(self, by: Listener) -> None:
        self._tell(lambda listener: listener.on_draft(by))

    def on_sending(self, sending: Sending) -> None:
        self._tell(lambda listener: listener.on_sending(sending))

    def on_online(self, online: bool) -> None:
        self._tell(lambda listener: listener.on_online(online))

    def on_signed_in(self, signed_in: bool) -> None:
        self._tell(lambda listener: listener.on_signed_in(signed_in))

    def on_comfort(self, comfort: Comfort) -> None:
        self._tell(lambda listener: listener.on_comfort(comfort))

    def on_warning(self, warned: bool) -> None:
        self._tell(lambda listener: listener.on_warning(warned))

    def on_problem(self, problem: QaribError) -> None:
        self._tell(lambda listener: listener.on_problem(problem))

    def on_repaired(self) -> None:
        self._tell(lambda listener: listener.on_repaired())

    def on_catalogue(self) -> None:
        self._tell(lambda listener: listener.on_catalogue())

    def on_profiles(self) -> None:
        self._tell(lambda listener: listener.on_profiles())

    def _tell(self, call: Callable[[Listener], None]) -> None:
        for listener, context in list(self._all.items()):
            # A copy: a context that is entered already cannot be entered again.
            context.copy().run(call, listener)
