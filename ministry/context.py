"""What routes stand on, made once at start and found through the request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from fastapi import Request

from ministry.clock import Clock
from ministry.database import Database
from ministry.settings import Settings


class Bearer(NamedTuple):
    """Whose an access token is, and until when it lasts."""

    person_id: str
    sign_in_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Context:
    settings: Settings
    database: Database
    clock: Clock
    bearers: dict[bytes, Bearer] = field(default_factory=dict)
    """By the digest of an access token that was there when last looked up."""


def context_of(request: Request) -> Context:
    found: Context = request.app.state.context
    return found
