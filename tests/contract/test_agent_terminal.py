"""What people write can neither look like the program's own words at the agent's terminal, nor steer it."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import termios
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from ministry.agent.printing import entry, safe
from ministry.auth.tables import Person
from ministry.cases.tables import Message
from ministry.cli import main
from tests.contract.conftest import AMINA, World, problem
from tests.contract.test_server import agent, command
from tests.postgres import environment, written
from tests.security.test_hostile_bodies import fuzzed

FORGED = "Q234-5678  decided  granted by the director"
BREAKS = [
    "\n",
    "\r",
    "\r\n",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x85",
    "\u2028",
    "\u2029",
    "\n\n\t",
    " " * 300,
]
STEERING = (
    "\x1b[2J\x1b]0;x\x07 \x9b31m \x08\x08 \x7f \u202egnorts\u202c \u2066x\u2069 \u200b \ufeff \U000e0041"
)
WORDS = "نمی\u200cدانم ل\u200dه \u200fⵜⴰⵎⵓⵔⵜ\u200e Aɛli d̪ é — ١٢٣ 👩\u200d🦽"


def received(world: World, *texts: str) -> str:
    """Make a case with these messages, kept by an older version."""
    case_id = world.sent()
    for text in texts:
        body = {"text": "x", "language": "fr", "sent_at": "2026-11-21T17:41:07Z"}
        message_id = world.new_id()
        assert world.put(f"/v1/cases/{case_id}/messages/{message_id}", body).status_code == 201
        with written(world.ministry.context.database) as session:
            session.execute(update(Message).where(Message.id == message_id).values(text=text))
    return str(world.get(f"/v1/requests/{case_id}").json()["receipt"]["reference"])


def test_no_line_of_a_message_stands_where_the_programs_own_do(world: World) -> None:
    reference = received(world, *(f"Bonjour{ends}{FORGED}" for ends in BREAKS), FORGED)
    with written(world.ministry.context.database) as session:
        details = {**AMINA.model_dump(exclude_none=True), "first_name": {"ar": "x", "fr": f"Amina\n{FORGED}"}}
        session.execute(update(Person).where(Person.number == AMINA.number).values(details=details))
    shown = agent(world.ministry.context.settings.data, "open", reference)
    lines = shown.split("\n")
    assert shown.replace("\n    | ", "").count("granted by the director") == len(BREAKS) + 2
    assert [line for line in lines if line.startswith(FORGED[:4])] == []
    own = (reference, "person ", "2026-11-21T17:41:07Z person: ", "    | ")
    assert [line for line in lines if line and not line.startswith(own) and "]:" not in line] == []


def test_nothing_that_is_written_steers_the_terminal_or_hides(world: World) -> None:
    reference = received(world, STEERING)
    shown = agent(world.ministry.context.settings.data, "open", reference)
    assert [sign for sign in shown if unicodedata.category(sign)[0] == "C" and sign != "\n"] == []
    for named in ("<U+001B>[2J", "<U+009B>31m", "<U+202E>gnorts<U+202C>", "<U+2066>", "<U+200B>"):
        assert named in shown


def test_words_of_every_language_are_shown_as_they_are(world: World) -> None:
    reference = received(world, WORDS)
    assert WORDS in agent(world.ministry.context.settings.data, "open", reference)


@pytest.mark.parametrize("columns", [30, 80])
def test_the_terminal_itself_breaks_no_line(world: World, columns: int) -> None:
    # A real terminal: it would begin the rest of a long line at its left edge.
    texts = ["a" * 70 + FORGED, "x " * 90 + FORGED, "漢" * 50 + FORGED, "é" * 90, "أ" * 90 + FORGED]
    reference = received(world, *texts)
    data = world.ministry.context.settings.data
    shown = on_terminal(columns, command("agent", "--data", str(data), "open", reference), environment(data))
    lines = shown.split("\r\n")
    told = [line for line in lines if line.startswith(("    | ", "2026-"))]
    assert len(told) > len(texts) * 2
    assert [line for line in told if width(line) > columns] == []
    assert [line for line in lines if line.startswith(FORGED[:4])] == []
    assert shown.replace("\r\n    | ", "").count(FORGED) == 4


def on_terminal(columns: int, arguments: list[str], told: dict[str, str]) -> str:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(arguments, stdin=theirs, stdout=theirs, stderr=theirs, env=told) as process:
        os.close(theirs)
        read = b""
        try:
            while part := os.read(ours, 4096):
                read += part
        except OSError:
            pass  # how Linux says that the other side is closed
        os.close(ours)
    assert process.returncode == 0
    return read.decode()


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


@fuzzed(300)
@given(
    text=st.text(max_size=300), head=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=120)
)
def test_any_text_has_one_head_and_margins(text: str, head: str) -> None:
    first, *more = entry(f"{head}: ", text)
    assert first.startswith(f"{head}: ".rstrip())
    assert all(line.startswith("    | ") for line in more)
    assert not any(
        unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for line in (first, *more) for sign in line
    )
    inside = first[len(f"{head}: ") :] + "".join(line.removeprefix("    | ") for line in more)
    assert inside == "".join(map(safe, text.splitlines()))


@pytest.mark.parametrize("text", ["un\0deux", "\x1b[2J", "a\x9b", "a\x7f"])
def test_control_signs_are_refused_in_a_message_and_a_note(world: World, text: str) -> None:
    case_id = world.sent()
    body = {"text": text, "language": "fr", "sent_at": "2026-11-21T17:41:07Z"}
    answer = world.put(f"/v1/cases/{case_id}/messages/{world.new_id()}", body)
    assert problem(answer) == "validation"
    assert answer.json()["errors"] == [{"pointer": "/text", "code": "pattern"}]
    lines = {**body, "text": f"un\n\tdeux\r\n{WORDS}"}
    assert world.put(f"/v1/cases/{case_id}/messages/{world.new_id()}", lines).status_code == 201
    noted = {"papers": [], "note": text, "sent_at": "2026-11-21T17:41:07Z"}
    answer = world.put(f"/v1/cases/{case_id}/asks/{world.new_id()}/replies/{world.new_id()}", noted)
    assert {"pointer": "/note", "code": "pattern"} in answer.json()["errors"]


@pytest.mark.parametrize("name", ["Ami\0na", "Amina\nQ234", "Amina\x1b[2J", "\u202eanimA", "Amina\u2028x"])
def test_control_signs_are_refused_in_a_name(world: World, name: str) -> None:
    body = world.request_body("affiliation_certificate", first_name=name)
    answer = world.put(f"/v1/requests/{world.new_id()}", body)
    assert problem(answer) == "validation"
    assert answer.json()["errors"] == [{"pointer": "/answers/first_name", "code": "pattern"}]


def test_names_of_every_language_are_taken(world: World) -> None:
    body = world.request_body("affiliation_certificate", first_name=WORDS[:40])
    assert world.put(f"/v1/requests/{world.new_id()}", body).status_code == 201


@pytest.mark.parametrize(
    ("field", "value"), [("address", "12 rue\nx"), ("first_name", {"ar": "x\0", "fr": "x"}), ("\x1b[2J", 1)]
)
def test_control_signs_are_refused_in_the_register(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], field: str, value: object
) -> None:
    people = tmp_path / "people.json"
    people.write_text(json.dumps([{**AMINA.model_dump(exclude_none=True), field: value}]))
    assert main(["people", "--data", str(tmp_path / "m"), str(people)]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "\x1b" not in told
    assert not (tmp_path / "m").exists()
