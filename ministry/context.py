"""What routes stand on, made once at start and found through the request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from ministry.clock import Clock
from ministry.database import Database
from ministry.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    settings: Settings
    database: Database
    clock: Clock
    bearers: dict[bytes, str] = field(default_factory=dict)
    """Digest of an access token → its person, where the token was valid when last looked up."""


def context_of(request: Request) -> Context:
    found: Context = request.app.state.context
    return found


async def _context(request: Request) -> Context:
    """Return the context.

    A coroutine: FastAPI would call a plain function in another thread.
    """
    return context_of(request)


CurrentContext = Annotated[Context, Depends(_context)]
