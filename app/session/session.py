"""What an operation works with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypeVar

from app.session.events import Events
from app.session.kept_catalogue import KeptCatalogue
from app.session.open_profile import OpenProfile
from services.clock import Clock
from services.models.change import Change

T = TypeVar("T")


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

    async def send_written(self, unsent_id: str, send: Callable[[], T]) -> T:
        """Send what was being written; keep it unsent if that fails."""
        saver = self.profile.saver
        await asyncio.to_thread(saver.flush)
        sent = await asyncio.to_thread(send)
        await asyncio.to_thread(saver.forget, unsent_id)
        self.profile.outbox.added()
        return sent

    def changed(self, *records: tuple[str, str]) -> None:
        """Tell every window which records, each by kind and id, were changed."""
        self.events.on_change(Change.of(*records))


CurrentSession: TypeAlias = Callable[[], Session]
"""Gives the session of now. Raises `NoProfileError`."""


class NoProfileError(RuntimeError):
    """An action that needs an open profile was asked for while none is open: a fault of the app."""
