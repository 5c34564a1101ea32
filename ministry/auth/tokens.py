"""Access tokens and rotating refresh tokens, in families (RFC 9700, section 4.14)."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, select

from ministry.audit import note
from ministry.auth.current import token_digest
from ministry.auth.tables import AccessToken, Person, RefreshToken, SignIn
from ministry.clock import Clock, is_valid
from ministry.contract.answers import Tokens as Issued
from ministry.database import Session, forget, take_turns
from ministry.ids import new_id
from ministry.problems import Problem
from ministry.quotas import hold
from ministry.settings import Settings

_TOKEN_BYTES = 32


class Tokens:
    """Tokens within the caller's transaction. Problems are returned, to be raised after it is committed."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    async def open(self, session: Session, person_id: str, address: bytes) -> Issued:
        """Open a sign-in and issue its first tokens.

        `address` is the digest of where it was opened from.
        """
        now = self._clock()
        sign_in = SignIn(id=new_id(now), person_id=person_id, opened_at=now, address_digest=address)
        session.add(sign_in)
        await session.flush()
        await note(session, now, person_id, "signIn", sign_in.id)
        return await self._issue(session, sign_in, now)

    async def rotate(self, session: Session, refresh_token: str) -> Issued | Problem:
        """Issue the next tokens of a sign-in. Raises `quota-reached`.

        A token that was used before ends the whole sign-in.
        """
        now = self._clock()
        found = await session.get(RefreshToken, token_digest(refresh_token), with_for_update=True)
        if found is None:
            return Problem("unauthenticated")
        sign_in = await session.get_one(SignIn, found.sign_in_id, with_for_update=True)
        if sign_in.revoked_at is not None:
            return Problem("unauthenticated" if found.used_at is None else "token-reused")
        if found.used_at is not None:
            await _revoke(session, sign_in, now)
            await note(session, now, sign_in.person_id, "refresh", sign_in.id, "token-reused")
            return Problem("token-reused")
        if not is_valid(found.expires_at, self._settings.refresh_lifetime, now):
            return Problem("unauthenticated")
        await hold(session, self._settings.quotas, sign_in.person_id, "refresh", now)
        found.used_at = now
        await note(session, now, sign_in.person_id, "refresh", sign_in.id)
        return await self._issue(session, sign_in, now)

    async def close(self, session: Session, refresh_token: str) -> None:
        """End a sign-in. An unknown token does nothing."""
        found = await session.get(RefreshToken, token_digest(refresh_token), with_for_update=True)
        if found is not None:
            now = self._clock()
            sign_in = await session.get_one(SignIn, found.sign_in_id, with_for_update=True)
            await _revoke(session, sign_in, now)
            await note(session, now, sign_in.person_id, "signOut", sign_in.id)

    async def close_all(self, session: Session, number: str, who: str) -> int | None:
        """End every sign-in of a number; return how many were open.

        None where nobody has the number. `who` did it.
        """
        now = self._clock()
        person_id = await session.scalar(select(Person.id).where(Person.number == number))
        if person_id is None:
            return None
        query = select(SignIn).where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None))
        opened = (await session.scalars(query.order_by(SignIn.id).with_for_update())).all()
        for sign_in in opened:
            await _revoke(session, sign_in, now)
            await note(session, now, who, "agent.end-sign-ins", sign_in.id)
        return len(opened)

    async def forget_old(self, session: Session) -> None:
        """Delete some of what can no longer be used."""
        now = self._clock()
        await forget(session, AccessToken.digest, AccessToken.expires_at, now)
        await forget(session, RefreshToken.digest, RefreshToken.expires_at, now)

    async def _issue(self, session: Session, sign_in: SignIn, now: datetime) -> Issued:
        lasts = min(
            now + self._settings.refresh_lifetime, sign_in.opened_at + self._settings.sign_in_lifetime
        )
        access, refresh = secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_urlsafe(_TOKEN_BYTES)
        session.add(
            AccessToken(
                digest=token_digest(access),
                sign_in_id=sign_in.id,
                person_id=sign_in.person_id,
                expires_at=now + self._settings.access_lifetime,
            )
        )
        session.add(
            RefreshToken(
                digest=token_digest(refresh),
                sign_in_id=sign_in.id,
                expires_at=lasts,
            )
        )
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": int(self._settings.access_lifetime.total_seconds()),
            "refresh_token": refresh,
            "refresh_expires_in": int((lasts - now).total_seconds()),
        }


async def _revoke(session: Session, sign_in: SignIn, now: datetime) -> None:
    """End a sign-in, once what is being written by it is written."""
    await take_turns(session, f"sign-in:{sign_in.id}")
    sign_in.revoked_at = sign_in.revoked_at or now
    await session.execute(delete(AccessToken).where(AccessToken.sign_in_id == sign_in.id))
