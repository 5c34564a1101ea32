"""UUIDv7 (RFC 9562): the ids of everything that a client or the server makes."""

from __future__ import annotations

import re
import secrets
import uuid
from datetime import datetime
from typing import Annotated, TypeAlias

from fastapi import Path, Request

from ministry.contract.answers import ID_PATTERN
from ministry.problems import Problem

_ID = re.compile(ID_PATTERN)

IdInPath: TypeAlias = Annotated[str, Path(pattern=ID_PATTERN)]


def id_in_path(request: Request) -> str:
    """Return the `{id}` of the route's path. Raises `malformed`."""
    id = str(request.path_params["id"])
    if not _ID.fullmatch(id):
        raise Problem("malformed", "A parameter of the path cannot be.")
    return id


def new_id(at: datetime) -> str:
    """Return a new UUIDv7 whose time is `at`, in lower case."""
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    drawn = secrets.randbits(74)
    value = (milliseconds << 80) | (7 << 76) | (drawn >> 62 << 64) | (2 << 62) | (drawn & ((1 << 62) - 1))
    return str(uuid.UUID(int=value))
