"""The person behind a request, from its access token (RFC 6750)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, NewType

from fastapi import Depends, Request
from sqlalchemy import ColumnElement, Select, bindparam, exists, select

from ministry.auth.tables import AccessToken
from ministry.clock import SET_BACK, is_valid
from ministry.context import Context, context_of
from ministry.database import Moment
from ministry.problems import Problem
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
    bearer = AccessToken.person_id.label("bearer_id"), AccessToken.expires_at.label("bearer_until")
    token = AccessToken.digest == bindparam("token")
    return select(*bearer, *columns).select_from(AccessToken).where(token)


_BEARER = Statement(with_person())
_MOST_KNOWN = 10_000


def token_holds() -> ColumnElement[bool]:
    """Return the condition that the token of `Asker.told` is valid."""
    token = AccessToken.digest == bindparam("token"), AccessToken.person_id == bindparam("token_person")
    since, until = bindparam("token_since", type_=Moment), bindparam("token_until", type_=Moment)
    return exists().where(*token, AccessToken.expires_at > since, AccessToken.expires_at <= until)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks by a token, as this process last saw it: what is done for them looks again."""

    context: Context
    token: bytes
    person_id: PersonId

    def told(self, now: datetime) -> dict[str, Any]:
        """Return the parameters of `token_holds`."""
        until = now + self.context.settings.access_lifetime + SET_BACK
        token = {"token": self.token, "token_person": self.person_id}
        return {**token, "token_since": now, "token_until": until}

    async def look(self, statement: Statement, **given: Any) -> Any:
        """Return the row of a statement made by `with_person`. Raises `unauthenticated`."""
        return await _look(self.context, self.token, statement, given)

    async def confirm(self) -> None:
        """Raise `unauthenticated` unless the token is valid."""
        await self.look(_BEARER)


async def asker(request: Request) -> Asker:
    """Return who asks, from memory if the token was valid once.

    Only for what looks again. Raises `unauthenticated`.
    """
    context, token = context_of(request), _token(request)
    person_id = context.bearers.get(token)
    if person_id is None:
        person_id = (await _look(context, token, _BEARER, {})).bearer_id
    request.state.person_id = person_id
    return Asker(context, token, PersonId(person_id))


async def person_and(request: Request, statement: Statement, **given: Any) -> tuple[PersonId, Any]:
    """Return who asks, and the row of a statement by `with_person`.

    Raises `unauthenticated`.
    """
    found = await _look(context_of(request), _token(request), statement, given)
    request.state.person_id = found.bearer_id
    return PersonId(found.bearer_id), found


async def current_person(request: Request) -> PersonId:
    """Return who asks. Raises `unauthenticated`."""
    person_id, _ = await person_and(request, _BEARER)
    return person_id


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
    lifetime = context.settings.access_lifetime
    if found is None or not is_valid(found.bearer_until, lifetime, context.clock()):
        context.bearers.pop(token, None)
        raise Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    if len(context.bearers) >= _MOST_KNOWN:
        context.bearers.clear()
    context.bearers[token] = found.bearer_id
    return found


CurrentPerson = Annotated[PersonId, Depends(current_person)]
