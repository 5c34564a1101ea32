"""Who writes without a session, in a thread, promises what a session does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ministry.database import Database
from tests.unit.ministry_database.rows import kept


def write_twice(database: Database, number: int) -> None:
    with database.write_directly() as direct:
        direct.say(f"INSERT INTO kept VALUES ({number})")
        direct.say(f"INSERT INTO kept VALUES ({number})")


def test_it_is_there_at_the_end_and_not_before(database: Database, path: Path) -> None:
    with database.write_directly() as direct:
        direct.say("INSERT INTO kept VALUES (1)")
        assert kept(path) == []
    assert kept(path) == [1]


def test_an_error_undoes_all_of_it_and_the_next_can_write(database: Database, path: Path) -> None:
    with pytest.raises(IntegrityError):
        write_twice(database, 1)
    with database.write_directly() as direct:
        direct.say("INSERT INTO kept VALUES (2)")
    assert kept(path) == [2]


def test_it_takes_turns_with_sessions(database: Database, path: Path) -> None:
    """None of them finds the database locked, or a transaction of another begun on its connection."""
    together = Barrier(6)

    def write(number: int) -> None:
        together.wait()
        for each in range(number, 120, 6):
            if number % 2:
                with database.write_directly() as direct:
                    direct.say(f"INSERT INTO kept VALUES ({each})")
            else:
                with database.write() as session:
                    session.execute(text(f"INSERT INTO kept VALUES ({each})"))

    with ThreadPoolExecutor(6) as threads:
        for done in [threads.submit(write, number) for number in range(6)]:
            done.result()
    assert kept(path) == list(range(120))
