"""The person behind a request, from its access token (RFC 6750)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, NewType

from fastapi import Depends, Request
from sqlalchemy import Select, bindparam, select

from ministry.auth.tables import AccessToken
from ministry.clock import is_valid
from ministry.context import Bearer, Context, context_of
from ministry.database import Session, take_turns
from ministry.http.bodies import AnyBody, Received
from ministry.problems import Problem
from ministry.quotas import HOLDING, quota, turn_of, used_up
from ministry.statements import Statement

PersonId = NewType("PersonId", str)


def token_digest(token: str) -> bytes:
    """Hash a token for look-ups.

    Tokens are 256 random bits, so a plain hash keeps them safe.
    """
    return sha256(token.encode()).digest()


def with_person(*columns: Any) -> Select[Any]:
    """Return a statement that looks up who asks, with more columns.

    One statement does it in place of two; the caller joins what the columns are of.
    """
    bearer: list[Any] = [getattr(AccessToken, name).label(f"bearer_{name}") for name in Bearer._fields]
    token = AccessToken.digest == bindparam("token")
    return select(*bearer, *columns).select_from(AccessToken).where(token)


_BEARER = Statement(with_person())
_MOST_KNOWN = 10_000
_HOLDING = select(HOLDING)


@dataclass(frozen=True, slots=True)
class Write:
    """A transaction in which a person writes. No other of theirs runs, and their sign-in lasts until it ends."""

    session: Session
    person_id: PersonId
    now: datetime
    used_at: datetime | None

    def hold(self) -> None:
        """Raise `quota-reached` if the person did this too often today."""
        if self.used_at is not None:
            raise used_up(self.used_at, self.now)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks by a token, as this process last saw it: what is written for them looks again."""

    context: Context
    token: bytes
    person_id: PersonId
    sign_in_id: str

    def told(self, operation: str, now: datetime) -> dict[str, Any]:
        """Return the parameters of `HOLDING`."""
        return quota(self.context.settings.quotas, self.person_id, operation, now, self.sign_in_id)

    @asynccontextmanager
    async def write(self, operation: str, *turns: str) -> AsyncIterator[Write]:
        """Open a transaction in the person's turn; more `turns` follow it.

        Every transaction that writes what a person sends. Raises `unauthenticated` or `BusyError`.
        """
        async with self.context.database.begin(turn_of(self.person_id), *turns) as session:
            now = self.context.clock()
            holding = (await session.execute(_HOLDING, self.told(operation, now))).one()
            if not holding.is_signed_in:
                raise _invalid(self.context, self.token)
            await take_turns(session, *turns)
            yield Write(session, self.person_id, now, holding.used_at)

    async def look(self, statement: Statement, **given: Any) -> Any:
        """Return the row of a statement made by `with_person`. Raises `unauthenticated`."""
        return await _look(self.context, self.token, statement, given)


async def asker(request: Request) -> Asker:
    """Return who asks, looked up. Raises `unauthenticated`."""
    context, token = context_of(request), _token(request)
    await _look(context, token, _BEARER, {})
    return _known(request, context, token, context.bearers[token])


async def asker_and(
    request: Request, read: Callable[[Request], Awaitable[Received[AnyBody]]]
) -> tuple[Asker, Received[AnyBody]]:
    """Return who asks, and the body as `read` reads it.

    Who asks is remembered if the token was there once: what is done for them is to look again. Raises
    `unauthenticated`, or what `read` raises.
    """
    context, token = context_of(request), _token(request)
    bearer = context.bearers.get(token)
    if bearer is None or not _is_valid(context, bearer.expires_at):
        who = await asker(request)
    else:
        who = _known(request, context, token, bearer)
    try:
        return who, await read(request)
    except Problem:
        await who.look(_BEARER)
        raise


async def person_and(request: Request, statement: Statement, **given: Any) -> tuple[PersonId, Any]:
    """Return who asks, and the row of a statement by `with_person`.

    Raises `unauthenticated`.
    """
    found = await _look(context_of(request), _token(request), statement, given)
    request.state.person_id = found.bearer_person_id
    return PersonId(found.bearer_person_id), found


async def current_person(request: Request) -> PersonId:
    """Return who asks. Raises `unauthenticated`."""
    return (await asker(request)).person_id


def _token(request: Request) -> bytes:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem("unauthenticated")
    return token_digest(token.strip())


async def _look(context: Context, token: bytes, statement: Statement, given: dict[str, Any]) -> Any:
    """Look a token up.

    Revoking a sign-in deletes its access tokens, so one look-up by primary key is the whole check.
    """
    found = await context.database.row(statement, token=token, **given)
    if found is None or not _is_valid(context, found.bearer_expires_at):
        raise _invalid(context, token)
    if len(context.bearers) >= _MOST_KNOWN:
        context.bearers.clear()
    context.bearers[token] = Bearer(*found[: len(Bearer._fields)])
    return found


def _known(request: Request, context: Context, token: bytes, bearer: Bearer) -> Asker:
    request.state.person_id = bearer.person_id
    return Asker(context, token, PersonId(bearer.person_id), bearer.sign_in_id)


def _is_valid(context: Context, expires_at: datetime) -> bool:
    return is_valid(expires_at, context.settings.access_lifetime, context.clock())


def _invalid(context: Context, token: bytes) -> Problem:
    """Forget a token; return the problem."""
    context.bearers.pop(token, None)
    return Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


CurrentPerson = Annotated[PersonId, Depends(current_person)]
CurrentAsker = Annotated[Asker, Depends(asker)]
