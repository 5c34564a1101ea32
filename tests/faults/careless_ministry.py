"""The control: the reference server with one guard removed.

It keeps its answer to a request in one transaction and the effect, the case, in the next. In the gap between them it
says `gap`, and is slow.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from ministry.cli import main
from ministry.database import Database
from ministry.requests import service

GAP = 0.5
"""Seconds."""

_execute = Session.execute
_write = Database.write


def put_off_the_effect(session: Session, statement: Any, *rest: Any, **more: Any) -> Any:
    if statement is service._INSERT_CASE or statement is service._INSERT_EVENT:
        session.info.setdefault("later", []).append((statement, *rest))
        return None
    return _execute(session, statement, *rest, **more)


@contextmanager
def write_in_two(database: Database) -> Iterator[Session]:
    with _write(database) as session:
        yield session
    if later := session.info.pop("later", None):
        os.write(1, b"gap\n")
        time.sleep(GAP)
        with _write(database) as second:
            for statement in later:
                _execute(second, *statement)


if __name__ == "__main__":
    for owner, name, careless in (
        (Session, "execute", put_off_the_effect),
        (Database, "write", write_in_two),
    ):
        setattr(owner, name, careless)
    sys.exit(main())
