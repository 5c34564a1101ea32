"""What an agent writes is checked as what a person writes, at the terminal and wherever else the desk is used."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from ministry.cases.errors import DeskError
from ministry.cases.tables import Ask, CaseEvent, Decision, Message
from ministry.contract.bodies import MessageBody
from tests.contract.conftest import World, problem
from tests.contract.test_server import command
from tests.postgres import environment, written

Say = Callable[[World, str, str], Any]
SAYINGS: dict[str, Say] = {
    "message": lambda world, case_id, text: world.ministry.desk.message(case_id, text),
    "ask": lambda world, case_id, text: world.ministry.desk.ask(case_id, "leave_certificate", text),
    "decide": lambda world, case_id, text: world.ministry.desk.decide(case_id, "refused", text),
}
[LONGEST] = [
    each.max_length for each in MessageBody.model_fields["text"].metadata if hasattr(each, "max_length")
]
REFUSED = {
    "": "is empty",
    " \n\t": "is empty",
    "\u200f\u200b": "is empty",
    "a" * (LONGEST + 1): f"is longer than {LONGEST} signs",
    "un\0deux": "has control signs",
    "\x1b[2J": "has control signs",
    "un\x0bdeux": "has control signs",
    "a\x85": "has control signs",
    "un\udcff": "is not UTF-8",
    "\ud83d": "is not UTF-8",
}
TAKEN = ("a" * LONGEST, "Un motif.\n\u200f\nالسبب الثاني\r\n\ttrois", "نمی\u200cدانم", "👩\u200d🦽")


def kept(world: World) -> list[int | None]:
    with written(world.ministry.context.database) as session:
        return [
            session.scalar(select(func.count()).select_from(each))
            for each in (Message, Ask, Decision, CaseEvent)
        ]


@pytest.mark.parametrize("saying", SAYINGS)
def test_what_no_person_may_write_no_agent_may(world: World, saying: str) -> None:
    case_id = world.sent("sick_leave")
    before = kept(world)
    for text, why in REFUSED.items():
        with pytest.raises(DeskError, match=why):
            SAYINGS[saying](world, case_id, text)
    assert kept(world) == before


def test_the_contract_refuses_a_person_the_same(world: World) -> None:
    case_id = world.sent("sick_leave")
    for text in REFUSED:
        if text.strip("\u200f\u200b") or not text:
            path = f"/v1/cases/{case_id}/messages/{world.new_id()}"
            body = {"text": text, "language": "fr", "sent_at": "2026-11-21T17:41:07Z"}
            sent = {**world.bearer(), "Content-Type": "application/json"}
            answer = world.http.put(path, content=json.dumps(body), headers=sent)
            assert problem(answer) in {"validation", "malformed"}


@pytest.mark.parametrize("text", TAKEN)
def test_what_a_person_may_write_an_agent_may(world: World, text: str) -> None:
    for say in SAYINGS.values():
        say(world, world.sent("sick_leave"), text)


def test_a_case_that_no_name_names_is_not_found(world: World) -> None:
    for name in ("Q234-5678", "", "Q\0", "Q\udcff", "a\nb"):
        with pytest.raises(DeskError, match="there is no case"):
            world.ministry.desk.message(name, "Bonjour.")


def at_the_terminal(data: Path, *arguments: bytes | str) -> subprocess.CompletedProcess[bytes]:
    told = {**environment(data), "PYTHONUTF8": "1"}
    given = [*command("agent", "--data", str(data)), *arguments]
    return subprocess.run([os.fsencode(each) for each in given], capture_output=True, check=False, env=told)


@pytest.mark.parametrize(
    "arguments",
    [
        ["message", "CASE", b"bad \xff byte"],
        ["message", "CASE", ""],
        ["message", b"\xff", "Bonjour."],
        ["open", b"\xff"],
        ["ask", "CASE", "--question", b"\xff", "--reason", "x"],
        ["decide", "CASE", "--outcome", "refused", "--reasons", ""],
        ["decide", "CASE", "--outcome", "refused", "--reasons", b"\xff"],
        ["withdraw-form", b"\xff"],
        ["end-sign-ins", b"\xff"],
        ["audit", "--record", b"\xff"],
    ],
)
def test_what_is_wrong_at_the_terminal_is_one_line(world: World, arguments: list[bytes | str]) -> None:
    case_id = world.sent("sick_leave")
    before = kept(world)
    given = [case_id if each == "CASE" else each for each in arguments]
    done = at_the_terminal(world.ministry.context.settings.data, *given)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1), done.stderr
    assert (b"is not UTF-8" in done.stderr) or (b"is empty" in done.stderr)
    assert kept(world) == before


@pytest.mark.parametrize("last", ["-1", "x", "9" * 30])
def test_how_many_lines_is_a_number(world: World, last: str) -> None:
    done = at_the_terminal(world.ministry.context.settings.data, "audit", f"--last={last}")
    assert done.returncode == 2
    assert b"is not how many lines" in done.stderr
