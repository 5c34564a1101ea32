"""What an operation works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from app.session.events import Events
from app.session.kept_catalogue import KeptCatalogue
from app.session.open_profile import OpenProfile
from services.clock import Clock
from services.models.change import Change


@dataclass(frozen=True, slots=True)
class Session:
    """The open profile and the language in which it is used, at the moment at which an operation begins.

    An operation stays with the profile it began with, whatever is opened or closed meanwhile.
    """

    profile: OpenProfile
    events: Events
    catalogue: KeptCatalogue
    clock: Clock
    language: str

    @property
    def today(self) -> date:
        """The day where the device is."""
        return self.clock.now().astimezone().date()

    def changed(self, *records: tuple[str, str]) -> None:
        """Tell every window which records, each by kind and id, were changed."""
        self.events.on_change(Change.of(*records))


CurrentSession: TypeAlias = Callable[[], Session]
"""Gives the session of now. Raises `NoProfileError`."""


class NoProfileError(RuntimeError):
    """An action that needs an open profile was asked for while none is open: a fault of the app."""
