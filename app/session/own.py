"""What a person makes whole and sends, of whichever kind its shape names."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from app.session.session import CurrentSession, NoProfileError, Session
from services.clock import rfc3339
from services.ids import uuid7
from services.models.own import HasId, Kept, Newest, Stamp
from services.models.unsent import Unsent
from services.own import OwnRepository, unsent_id
from services.registry import KINDS

T = TypeVar("T", bound=HasId)


class OwnActions:
    def __init__(self, session: CurrentSession) -> None:
        self._session = session

    async def newest(self, shape: type[T], most: int) -> Newest[T]:
        return await asyncio.to_thread(_records(self._session(), shape).newest, most)

    async def get(self, shape: type[T], record_id: str) -> Kept[T] | None:
        return await asyncio.to_thread(_records(self._session(), shape).get, record_id)

    def stamp(self) -> Stamp:
        session = self._session()
        return Stamp(uuid7(session.clock), rfc3339(session.clock.now()), session.language)

    async def send(self, value: HasId) -> None:
        session, kind = self._session(), _kind(type(value))
        await session.send_written(unsent_id(kind), partial(_records(session, type(value)).send, value))
        session.changed((kind, value.id))

    async def reopen(self, shape: type[T], record_id: str, text: str) -> None:
        session = self._session()
        await asyncio.to_thread(session.profile.saver.flush)
        await asyncio.to_thread(_records(session, shape).reopen, record_id, text)
        session.changed((_kind(shape), record_id))

    async def unsent(self, shape: type[T]) -> str:
        profile = self._session().profile
        await asyncio.to_thread(profile.saver.flush)
        return (await asyncio.to_thread(profile.unsent.get, unsent_id(_kind(shape)))).text

    def keep(self, shape: type[T], text: str) -> None:
        with suppress(NoProfileError):  # a key may still come after the profile closed
            self._session().profile.saver.changed(Unsent(unsent_id(_kind(shape)), text))

    async def refresh(self) -> None:
        await self._session().profile.refresh_own()


def _records(session: Session, shape: type[T]) -> OwnRepository[T]:
    return OwnRepository(session.profile.vault, _kind(shape), shape)


def _kind(shape: type[Any]) -> str:
    """Return the name of the kind that a shape is of."""
    return next(kind.name for kind in KINDS.values() if kind.shape is shape)
