"""The person behind a request, from its access token (RFC 6750)."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any, NewType

from fastapi import Depends, Request
from sqlalchemy import Select, bindparam, select

from ministry.auth.tables import AccessToken
from ministry.clock import is_valid
from ministry.context import context_of
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


async def person_and(request: Request, statement: Statement, **given: Any) -> tuple[PersonId, Any]:
    """Return who asks, and the row of a statement by `with_person`.

    Raises `unauthenticated`. Revoking a sign-in deletes its access tokens, so one look-up by primary key is the whole
    check.
    """
    context = context_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem("unauthenticated")
    found = await context.database.row(statement, token=token_digest(token.strip()), **given)
    lifetime = context.settings.access_lifetime
    if found is None or not is_valid(found.bearer_until, lifetime, context.clock()):
        raise Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    request.state.person_id = found.bearer_id
    return PersonId(found.bearer_id), found


async def current_person(request: Request) -> PersonId:
    """Return who asks. Raises `unauthenticated`."""
    person_id, _ = await person_and(request, _BEARER)
    return person_id


CurrentPerson = Annotated[PersonId, Depends(current_person)]
