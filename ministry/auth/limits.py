"""How often codes are asked for and tried: sliding windows over what the database holds, so a restart resets none.

A number is known to others. Were its limit all there is, a stranger could use it up for ever and keep the
person out. So each address has its own share of a number's codes, and an address from which the person has
signed in lately is not bound by what others did with the number (docs/adr/0024).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from fastapi import Request
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import InstrumentedAttribute

from ministry.addresses import site
from ministry.auth.secret import ServerSecret
from ministry.auth.tables import Challenge, SealCheck, SignIn, SignInFailure
from ministry.clock import SET_BACK
from ministry.database import Session, forget, oldest, take_turns
from ministry.problems import Problem
from ministry.settings import Settings

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_FAMILIAR = timedelta(days=60)
"""The time after a sign-in in which its address counts as the person's."""


@dataclass(frozen=True, slots=True)
class _Window:
    """At most `limit` of the rows that `conditions` name within `length`.

    Rows of the future were written while the clock was wrong: were they counted, people would be kept out until then.
    """

    limit: int
    length: timedelta
    at: InstrumentedAttribute[datetime]
    conditions: tuple[ColumnElement[bool], ...]

    async def hold(self, session: Session, now: datetime) -> None:
        """Raise `rate-limited` if the window is full.

        With the seconds until the next is taken.
        """
        binding = await session.scalar(
            select(self.at)
            .where(*self.conditions, self.at > now - self.length, self.at <= now + SET_BACK)
            .order_by(self.at.desc())
            .offset(self.limit - 1)
            .limit(1)
        )
        if binding is not None:
            wait = min(binding + self.length - now, self.length)
            raise Problem("rate-limited", headers={"Retry-After": str(ceil(wait.total_seconds()))})


class Limits:
    """Limits within the caller's transaction; those that count the same wait their turn."""

    def __init__(self, secret: ServerSecret, settings: Settings) -> None:
        self._secret = secret
        self._settings = settings

    def address(self, request: Request) -> bytes:
        """Return a digest of the address that a request comes from.

        Addresses themselves are not kept.
        """
        host = request.client.host if request.client else ""
        return self._secret.digest("address", site(host))

    async def hold_codes(
        self, session: Session, number: bytes, address: bytes, person_id: str | None, now: datetime
    ) -> None:
        """Count a code before it is sent.

        Raises `rate-limited`; a number that is not known is treated alike.
        """
        await take_turns(session, *code_turns(number, address))
        set_to, of_number, of_address = (
            self._settings,
            Challenge.number_digest == number,
            Challenge.address_digest == address,
        )
        at: Any = Challenge.asked_at
        windows = [
            _Window(set_to.codes_per_hour, _HOUR, at, (of_number, of_address)),
            _Window(set_to.address_codes_per_hour, _HOUR, at, (of_address,)),
        ]
        if not await self._is_familiar(session, address, person_id, now):
            windows.append(_Window(set_to.number_codes_per_hour, _HOUR, at, (of_number,)))
            windows.append(_Window(set_to.number_codes_per_day, _DAY, at, (of_number,)))
        for window in windows:
            await window.hold(session, now)

    async def hold_sign_in(self, session: Session, address: bytes, now: datetime) -> None:
        """Count a code before it is tried. Raises `rate-limited`."""
        await take_turns(session, address_turn(address))
        failed = (SignInFailure.address_digest == address,)
        window = _Window(self._settings.address_failures_per_hour, _HOUR, SignInFailure.at, failed)
        await window.hold(session, now)

    async def count_failure(self, session: Session, address: bytes, now: datetime) -> None:
        """Count a wrong or expired code of an address."""
        await forget(session, SignInFailure.seq, SignInFailure.at, now - _HOUR)
        session.add(SignInFailure(address_digest=address, at=now))

    async def hold_seal_check(self, session: Session, address: bytes, now: datetime) -> None:
        """Count a check of a document's seal. Raises `rate-limited`."""
        await take_turns(session, address_turn(address))
        checked = SealCheck.address_digest == address
        window = _Window(self._settings.address_seal_checks_per_hour, _HOUR, SealCheck.at, (checked,))
        await window.hold(session, now)
        await forget(session, SealCheck.seq, SealCheck.at, now - _HOUR)
        session.add(SealCheck(address_digest=address, at=now))

    async def forget_old(self, session: Session, now: datetime) -> None:
        """Delete some challenges that no window looks at any more."""
        await forget(session, Challenge.id, Challenge.asked_at, now - _DAY)

    async def forget_familiar(self, session: Session, now: datetime) -> None:
        """Clear some addresses of sign-ins that no window looks at any more."""
        is_old = oldest(SignIn.id, SignIn.opened_at, now - _FAMILIAR, SignIn.address_digest.is_not(None))
        await session.execute(update(SignIn).where(is_old).values(address_digest=None))

    async def _is_familiar(
        self, session: Session, address: bytes, person_id: str | None, now: datetime
    ) -> bool:
        query = select(SignIn.id).where(
            SignIn.person_id == person_id,
            SignIn.address_digest == address,
            SignIn.opened_at > now - _FAMILIAR,
            SignIn.opened_at <= now + SET_BACK,
        )
        return await session.scalar(query.limit(1)) is not None


def address_turn(address: bytes) -> str:
    return f"address:{address.hex()}"


def code_turns(number: bytes, address: bytes) -> tuple[str, str]:
    return address_turn(address), f"number:{number.hex()}"
