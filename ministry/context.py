"""What routes stand on, made once at start and found through the request."""

from __future__ import annotations

from dataclasses import dataclass
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


def context(request: Request) -> Context:
    """The dependency that gives routes their context."""
    found: Context = request.app.state.context
    return found


CurrentContext = Annotated[Context, Depends(context)]
