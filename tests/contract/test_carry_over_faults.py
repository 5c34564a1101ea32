"""An earlier database that is open, damaged or half carried over: a line of why, and nothing lost or doubled."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import func, select

from ministry import cli, earlier_database
from ministry.cases.tables import Message
from ministry.metadata import metadata
from tests.contract.test_earlier_database import carry, data
from tests.postgres import database_of, give_back_databases, written

__all__ = ["data"]

NAME = "ministry.sqlite3"
WATCHED = {cli.__file__, earlier_database.__file__}
STEPS = ("_carry_over", "carry_over", "put_aside")
"""Functions between whose lines the command is killed."""


def rows(data: Path) -> dict[str, int]:
    with written(database_of(data)) as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
            if table.name != "published_form"
        }


def texts(data: Path) -> list[str]:
    with written(database_of(data)) as session:
        return list(session.scalars(select(Message.text)))


def contents(data: Path) -> dict[str, bytes]:
    return {path.name: sha256(path.read_bytes()).digest() for path in data.iterdir() if path.is_file()}


def refused(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that a run gives which changes nothing."""
    before = contents(data)
    capsys.readouterr()
    assert carry(data) == 1
    assert contents(data) == before
    assert not any(rows(data).values())
    said = capsys.readouterr().err
    assert said.startswith("The ministry cannot start: ")
    assert said.count("\n") == 1
    return said


@pytest.fixture
def running(data: Path) -> Iterator[sqlite3.Connection]:
    """An idle connection, as the earlier server has some."""
    with closing(sqlite3.connect(data / NAME, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE message SET read_at = NULL")
        yield connection


def test_an_earlier_server_that_runs_is_to_be_ended_first(
    data: Path, running: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "open in another program" in refused(data, capsys)
    # It goes on, and all that it writes is carried over later.
    running.execute("UPDATE message SET text = 'Plus tard' WHERE seq = 1")
    running.close()
    assert carry(data) == 0
    assert "Plus tard" in texts(data)


def test_an_earlier_server_cannot_start_meanwhile(data: Path) -> None:
    with (
        earlier_database.earlier_database(data),
        closing(sqlite3.connect(data / NAME, timeout=0)) as late,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        late.execute("SELECT * FROM person")


DAMAGED: dict[str, Any] = {
    "empty": lambda content: b"",
    "no database": lambda content: b"hello",
    "its head alone": lambda content: content[:100],
    "its first half": lambda content: content[: len(content) // 2],
    "zeros at its end": lambda content: content[: len(content) // 2] + bytes(len(content) // 2),
    "zeros within": lambda content: content[:4096] + bytes(4096 * 4) + content[4096 * 5 :],
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_database_is_named_and_left(
    data: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data / NAME
    path.write_bytes(DAMAGED[damage](path.read_bytes()))
    assert "empty, damaged or not to be written" in refused(data, capsys)


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE message",
        "UPDATE person SET details = '{'",
        "UPDATE person SET details = replace(hex(zeroblob(50000)), '00', '[')",
        "UPDATE request SET received_at = 'yesterday'",
        "UPDATE request SET received_at = 5",
        'UPDATE "case" SET state = hex(zeroblob(5000))',
        "PRAGMA foreign_keys = OFF; UPDATE message SET case_id = 'nobody'",
        "PRAGMA foreign_keys = OFF; DELETE FROM person",
        "ALTER TABLE upload DROP COLUMN finished_at",
    ],
)
def test_a_row_that_cannot_be_carried_over_is_told_and_nothing_is(
    data: Path, change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(data / NAME)) as earlier:
        earlier.executescript(change)
    said = refused(data, capsys)
    assert "table " in said
    assert "yesterday" not in said, "a value is repeated"


def test_a_text_that_is_damaged_costs_nothing_else(data: Path) -> None:
    with closing(sqlite3.connect(data / NAME)) as earlier, earlier:
        earlier.execute("UPDATE message SET text = CAST(x'426fff6e' AS TEXT) WHERE seq = 1")
    assert carry(data) == 0
    assert "Bo\ufffdn" in texts(data)


def test_what_was_put_aside_before_is_not_written_over(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "ministry.sqlite3.carried-over").write_bytes(b"of another time")
    assert "is there already" in refused(data, capsys)


def test_without_postgresql_there_is_a_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(data)
    assert cli.main(["carry-over", "--data", str(data), "--database", "postgresql://x@127.0.0.1:1/x"]) == 1
    assert "the database does not answer" in capsys.readouterr().err
    assert contents(data) == before


def killed(data: Path, line: int) -> bool:
    """True if the command was killed at its n-th line.

    False if it ended before.
    """
    database_of(data)
    child = os.fork()
    if child == 0:
        left = line

        def trace(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal left
            if frame.f_code.co_filename not in WATCHED or frame.f_code.co_name not in STEPS:
                return None
            if event == "line":
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        try:
            sys.settrace(trace)
            carry(data)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.fault
@pytest.mark.heavy
def test_a_run_that_is_killed_is_finished_by_the_next(data: Path, tmp_path: Path) -> None:
    assert carry(data) == 0
    whole, aside = rows(data), (data / "ministry.sqlite3.carried-over").read_bytes()
    states = set()
    line, ended = 1, False
    while not ended:
        again = tmp_path / f"again-{line}"
        again.mkdir(mode=0o700)
        (again / NAME).write_bytes(aside)
        ended = not killed(again, line)
        states.add((rows(again) == whole, (again / NAME).exists()))
        assert carry(again) == 0
        assert rows(again) == whole
        assert [path.name for path in again.glob("ministry.sqlite3*")] == ["ministry.sqlite3.carried-over"]
        give_back_databases(again)
        line += 1
    # Before the commit, between it and the new name, and after that.
    assert states == {(False, True), (True, True), (True, False)}
