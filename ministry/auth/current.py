"""The person behind a request, from its access token (RFC 6750)."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, NewType

from fastapi import Depends, Request
from sqlalchemy import select

from ministry.auth.tables import AccessToken
from ministry.clock import is_valid
from ministry.context import context_of
from ministry.problems import Problem

PersonId = NewType("PersonId", str)
_BEARER = select(AccessToken.person_id, AccessToken.expires_at)


def token_digest(token: str) -> bytes:
    """Hash a token for look-ups.

    Tokens are 256 random bits, so a plain hash keeps them safe.
    """
    return sha256(token.encode()).digest()


async def current_person(request: Request) -> PersonId:
    """Return the signed-in person, for the routes that need one.

    Raises `unauthenticated` otherwise. Revoking a sign-in deletes its access tokens, so one look-up by primary key
    is the whole check.
    """
    context = context_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem("unauthenticated")
    digest = token_digest(token.strip())
    found = await context.database.row(_BEARER.where(AccessToken.digest == digest))
    lifetime = context.settings.access_lifetime
    if found is None or not is_valid(found.expires_at, lifetime, context.clock()):
        raise Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    request.state.person_id = found.person_id
    return PersonId(found.person_id)


CurrentPerson = Annotated[PersonId, Depends(current_person)]
