"""Who hears what happens: every open window of the app."""

from __future__ import annotations

from typing import Protocol

from services.errors import QaribError
from services.models.change import Change
from services.models.outbox import Sending


class Listener(Protocol):
    """A window, seen from the house. Called on the event loop."""

    def on_change(self, change: Change) -> None: ...

    def on_sending(self, sending: Sending) -> None: ...

    def on_online(self, online: bool) -> None: ...

    def on_signed_in(self, signed_in: bool) -> None: ...

    def on_problem(self, problem: QaribError) -> None: ...

    def on_catalogue(self) -> None: ...

    def on_profiles(self) -> None: ...


class Listeners:
    """Tells all; a listener that leaves meanwhile is no trouble."""

    def __init__(self) -> None:
        self._all: list[Listener] = []

    def join(self, listener: Listener) -> None:
        self._all.append(listener)

    def leave(self, listener: Listener) -> None:
        if listener in self._all:
            self._all.remove(listener)

    def on_change(self, change: Change) -> None:
        for listener in list(self._all):
            listener.on_change(change)

    def on_sending(self, sending: Sending) -> None:
        for listener in list(self._all):
            listener.on_sending(sending)

    def on_online(self, online: bool) -> None:
        for listener in list(self._all):
            listener.on_online(online)

    def on_signed_in(self, signed_in: bool) -> None:
        for listener in list(self._all):
            listener.on_signed_in(signed_in)

    def on_problem(self, problem: QaribError) -> None:
        for listener in list(self._all):
            listener.on_problem(problem)

    def on_catalogue(self) -> None:
        for listener in list(self._all):
            listener.on_catalogue()

    def on_profiles(self) -> None:
        for listener in list(self._all):
            listener.on_profiles()
