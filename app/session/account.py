"""The sign-in of a profile at the ministry, and the person that it names."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.session.events import Events
from services.api.client import MinistryClient
from services.errors import AuthenticationError, MinistryError
from services.models.person import Person
from services.people import PersonRepository

T = TypeVar("T")


class Account:
    """The sign-in of one open profile. `on_reached` learns that the ministry answered."""

    def __init__(
        self,
        ministry: MinistryClient,
        people: PersonRepository,
        events: Events,
        on_reached: Callable[[bool], None],
    ) -> None:
        self.signed_in = False
        self.person: Person | None = None
        self._ministry = ministry
        self._people = people
        self._events = events
        self._on_reached = on_reached

    async def begin(self) -> None:
        """Note a new sign-in and learn the person. Raises `StorageFullError`.

        Where the ministry cannot be reached, the next look at the cases learns the person.
        """
        self.signed_in, self.person = True, None
        try:
            await self.learn_person()
        except MinistryError:
            self._events.on_signed_in(self.signed_in)

    async def end(self) -> None:
        """End the sign-in on this device, also without the ministry."""
        self.signed_in = False
        await self._ministry.sign_out()
        self._events.on_signed_in(False)

    def lose(self) -> None:
        """Note that the ministry ended the sign-in."""
        if self.signed_in:
            self.signed_in = False
            self._events.on_signed_in(False)

    async def learn_person(self) -> None:
        """Ask the ministry for the person. Raises `MinistryError`, `StorageFullError`."""
        self.person = await self.ask(self._ministry.person())
        self._events.on_signed_in(True)
        await asyncio.to_thread(self._people.keep, self.person)

    async def ask(self, asking: Awaitable[T]) -> T:
        """Return the ministry's answer.

        Raises `MinistryError`, the sign-in noted as lost where it is.
        """
        try:
            answer = await asking
        except AuthenticationError:
            self.lose()
            raise
        self._on_reached(True)
        return answer
