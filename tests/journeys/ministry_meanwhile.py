"""What happens at a ministry that no command of the reference server does: done in its database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from tests.journeys.servers import Ministry


def ends_sign_ins(ministry: Ministry) -> None:
    """Every token that anyone holds is good for nothing from now on."""
    with _database(ministry) as database:
        database.execute("DELETE FROM refresh_token")
        database.execute("DELETE FROM access_token")


def asks_otherwise(ministry: Ministry, service_id: str, question_id: str, label: dict[str, str]) -> None:
    """The form published last asks one of its questions in other words."""
    with _database(ministry) as database:
        select = "SELECT version, groups FROM published_form WHERE service_id = ? AND withdrawn_at IS NULL"
        [(version, groups)] = database.execute(select, [service_id]).fetchall()
        changed: list[dict[str, Any]] = json.loads(groups)
        for question in (question for group in changed for question in group["questions"]):
            if question["id"] == question_id:
                question["label"] |= label
        update = "UPDATE published_form SET groups = ? WHERE service_id = ? AND version = ?"
        database.execute(update, [json.dumps(changed), service_id, version])


@contextmanager
def _database(ministry: Ministry) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(ministry.data / "ministry.sqlite3", timeout=10)) as database, database:
        yield database
