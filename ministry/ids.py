"""UUIDv7 (RFC 9562): the ids of everything that a client or the server makes."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import Annotated, TypeAlias

from fastapi import Path

ID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"

IdInPath: TypeAlias = Annotated[str, Path(pattern=ID_PATTERN)]


def new_id(at: datetime) -> str:
    """A fresh UUIDv7 whose time is `at`, in lower case."""
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    value = (milliseconds << 80) | (7 << 76) | (secrets.randbits(12) << 64) | (2 << 62) | secrets.randbits(62)
    return str(uuid.UUID(int=value))
