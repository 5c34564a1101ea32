"""Every operation that changes something leaves one line of who, what, which and how; no line can be changed."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError

from ministry.audit import CLERK, AuditLine
from ministry.auth.people import enrolment
from ministry.auth.tables import Person
from ministry.clerk import Clerk
from ministry.cli import main
from ministry.server import open_ministry
from tests.blocking import Blocking, BlockingMinistry
from tests.contract.conftest import AMINA, BRAHIM, CATALOGUE, World
from tests.contract.nouns import NOUNS, Belongings, belongings, call
from tests.contract.test_document import operations
from tests.postgres import database_of, written

SAFE = ("GET", "HEAD", "OPTIONS")
CHANGING = {
    operation["operationId"]: name
    for name, operation in operations()
    if not name.startswith(SAFE) and operation["operationId"] != "checkSeal"
} | {"listMessages": "GET /v1/cases/{id}/messages"}
"""By operationId. Reading messages counts them as read; a sealed document is looked at and not kept."""
AGENT = f"agent:{getpass.getuser()}"
Line = tuple[str | None, str, str | None, str]


def lines(world: World, after: int = 0) -> list[Line]:
    with written(world.ministry.context.database) as session:
        rows = session.scalars(select(AuditLine).where(AuditLine.seq > after).order_by(AuditLine.seq)).all()
    return [(row.who, row.operation, row.record, row.outcome) for row in rows]


def count(world: World) -> int:
    """Return the place of the last line."""
    with written(world.ministry.context.database) as session:
        return session.scalar(select(func.max(AuditLine.seq))) or 0


def person_id(world: World, number: str) -> str:
    with written(world.ministry.context.database) as session:
        return session.scalars(select(Person.id).where(Person.number == number)).one()


@dataclass
class Scene:
    """One person's belongings, and what each changing operation is called with."""

    world: World
    has: Belongings

    def change(self, operation: str) -> tuple[Any, str]:
        """Do it for the first time; return the answer and the id."""
        noun = next((noun for noun in NOUNS if noun.sends == operation), None)
        if noun is not None:
            sending = noun.begin(self.world, None)
            answer, record = sending.send(self.world), sending.id
        else:
            answer, record = getattr(self, f"_{operation}")()
        assert answer.is_success, answer.text
        return answer, record

    def _askForCode(self) -> tuple[Any, str]:
        challenge, _ = self.world.code_for(AMINA.number)
        return self.world.http.get("/healthz"), challenge

    def _signIn(self) -> tuple[Any, str]:
        challenge, code = self.world.code_for(AMINA.number)
        given = {"challenge_id": challenge, "code": code}
        return self.world.http.post("/v1/sign-in/tokens", json=given), "*"

    def _refresh(self) -> tuple[Any, str]:
        given = {"refresh_token": self.world.sign_in(AMINA.number)["refresh_token"]}
        return self.world.http.post("/v1/sign-in/refresh", json=given), "*"

    def _signOut(self) -> tuple[Any, str]:
        given = {"refresh_token": self.world.sign_in(AMINA.number)["refresh_token"]}
        return self.world.http.post("/v1/sign-out", json=given), "*"

    def _continueUpload(self) -> tuple[Any, str]:
        named = self.world.upload(b"%PDF-1.7 whole")
        return self.world.http.get("/healthz"), named["document_id"]

    def _endUpload(self) -> tuple[Any, str]:
        answer = call(self.world, CHANGING["endUpload"], self.has, self.world.bearer())
        return answer, self.has.ids["document_id"]

    def _listMessages(self) -> tuple[Any, str]:
        case_id = self.has.ids["id"]
        self.world.ministry.desk.message(case_id, "Bonjour.")
        return self.world.get(f"/v1/cases/{case_id}/messages"), case_id


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world, belongings(world))


@pytest.mark.parametrize("operation", sorted(CHANGING))
def test_every_changing_operation_leaves_one_line(scene: Scene, operation: str) -> None:
    before = count(scene.world)
    _, record = scene.change(operation)
    left = [line for line in lines(scene.world, before) if line[1] == operation]
    who, _, noted, outcome = left[0]
    assert len(left) == 1
    assert who == person_id(scene.world, AMINA.number)
    assert record in ("*", noted)
    assert outcome == ("finished" if operation == "continueUpload" else "done")


@pytest.mark.parametrize("name", sorted(name for name in CHANGING.values() if "{" in name))
def test_what_is_refused_to_another_person_leaves_a_line_of_that(scene: Scene, name: str) -> None:
    stranger = scene.world.bearer(BRAHIM)
    before = count(scene.world)
    assert call(scene.world, name, scene.has, stranger).status_code == 404
    operation = next(each for each, value in CHANGING.items() if value == name)
    record = scene.has.ids[name.partition("{")[2].partition("}")[0]]
    assert lines(scene.world, before) == [
        (person_id(scene.world, BRAHIM.number), operation, record, "denied")
    ]


def test_what_changes_nothing_leaves_no_line(scene: Scene) -> None:
    world, has = scene.world, scene.has
    world.bearer()
    before = count(world)
    for path in ("/v1/person", "/v1/requests", f"/v1/cases/{has.ids['id']}"):
        assert world.get(path).status_code == 200
    assert world.get(f"/v1/cases/{world.new_id()}").status_code == 404
    assert count(world) == before


def test_failed_sign_ins_are_noted(world: World) -> None:
    challenge, _ = world.code_for(AMINA.number)
    void = world.new_id()
    tokens = world.sign_in(AMINA.number)
    before = count(world)
    world.http.post("/v1/sign-in/tokens", json={"challenge_id": challenge, "code": "000000"})
    world.http.post("/v1/sign-in/tokens", json={"challenge_id": void, "code": "000000"})
    for _ in range(2):
        world.http.post("/v1/sign-in/refresh", json={"refresh_token": tokens["refresh_token"]})
    amina = person_id(world, AMINA.number)
    assert [(who, what, how) for who, what, _, how in lines(world, before)] == [
        (amina, "signIn", "wrong-code"),
        (None, "signIn", "code-expired"),
        (amina, "refresh", "done"),
        (amina, "refresh", "token-reused"),
    ]


def test_what_an_agent_does_is_noted(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case_id = world.sent("sick_leave")
    message = {"text": "Bonjour", "language": "fr", "sent_at": "2026-11-21T18:00:00Z"}
    world.put(f"/v1/cases/{case_id}/messages/{world.new_id()}", message)
    question = world.get(f"/v1/requests/{case_id}").json()["request"]["papers"][0]["question_id"]
    data = str(world.ministry.context.settings.data)
    people = tmp_path / "people.json"
    people.write_text(json.dumps([{**BRAHIM.model_dump(exclude_none=True), "phone": "+213550000044"}]))

    def agent(*arguments: str) -> list[Line]:
        before = count(world)
        assert (
            main([*arguments[:1], "--data", data, "--database", database_of(Path(data)), *arguments[1:]]) == 0
        )
        return lines(world, before)

    done: dict[str, Callable[[], list[Line]]] = {
        "review read open": lambda: agent("agent", "open", case_id),
        "ask": lambda: agent("agent", "ask", case_id, "--question", question, "--reason", "Illisible."),
        "message": lambda: agent("agent", "message", case_id, "Bonjour."),
        "decide": lambda: agent("agent", "decide", case_id, "--outcome", "refused", "--reasons", "Non."),
        "withdraw-form": lambda: agent("agent", "withdraw-form", "sick_leave"),
        "end-sign-ins": lambda: agent("agent", "end-sign-ins", AMINA.number),
        "enrol": lambda: agent("people", str(people)),
    }
    for named, act in done.items():
        left = act()
        assert [(who, what, how) for who, what, _, how in left] == [
            (AGENT, f"agent.{each}", "done") for each in named.split()
        ], named
    assert agent("agent", "list") == agent("agent", "audit") == []
    shown = capsys.readouterr().out
    assert "agent.decide" in shown
    assert world.get("/v1/person").status_code == 401, "her sign-ins are ended"


def test_a_number_that_nobody_has_ends_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    data = world.ministry.context.settings.data
    told = ["agent", "--data", str(data), "--database", database_of(data), "end-sign-ins"]
    headers = world.bearer()
    assert main([*told, AMINA.number[:-1]]) == 1
    assert "nobody has this number" in capsys.readouterr().err
    assert world.http.get("/v1/person", headers=headers).status_code == 200
    assert main([*told, f" {AMINA.number[:6]} {AMINA.number[6:]}"]) == 0
    assert world.http.get("/v1/person", headers=headers).status_code == 401


def test_what_jobs_and_the_start_do_is_noted(world: World) -> None:
    challenge, _ = world.code_for(AMINA.number)
    case_id = world.sent()
    before = count(world)
    for _ in range(2):
        world.ministry.letters.make_receipt(case_id)
    assert lines(world, before) == [(None, "makeReceipt", case_id, "done")]
    assert (None, "sendCode", challenge, "done") in lines(world)
    before = count(world)
    settings = replace(world.ministry.context.settings, demo=True)
    for _ in range(2):
        changed = AMINA.model_copy(update={"phone": "+213550000099"})
        with written(world.ministry.context.database) as session:
            session.execute(enrolment(changed, world.clock(), AGENT))
        BlockingMinistry(open_ministry(settings, world.clock, CATALOGUE)).close()
    amina = person_id(world, AMINA.number)
    told = [(AGENT, "agent.enrol", amina, "done"), (CLERK, "agent.enrol", amina, "done")]
    assert lines(world, before) == told * 2
    BlockingMinistry(open_ministry(settings, world.clock, CATALOGUE)).close()
    assert lines(world, before) == told * 2, "nothing was changed"


CASES = (
    "ask",
    "attached_paper",
    "case",
    "case_event",
    "case_paper",
    "decision",
    "message",
    "reply",
    "request",
)
SIGN_INS = ("access_token", "challenge", "person", "refresh_token", "sign_in", "sign_in_failure")


@pytest.fixture
def watched(scene: Scene) -> Iterator[Callable[[], list[str]]]:
    """A list of changes by transactions that left no line."""
    database = scene.world.ministry.context.database
    watch = """
        CREATE TABLE watched (transaction xid8, changed text);
        CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO watched VALUES (pg_current_xact_id(), TG_OP || ' ' || TG_TABLE_NAME); RETURN NULL; END
        $$;
    """
    each = 'CREATE TRIGGER watch AFTER INSERT OR UPDATE OR DELETE ON "{}" FOR EACH STATEMENT EXECUTE FUNCTION watch();'
    with written(database) as session:
        for statement in (watch, *map(each.format, (*CASES, *SIGN_INS, "audit"))):
            session.execute(text(statement))

    def silent() -> list[str]:
        query = """
            SELECT DISTINCT changed FROM watched WHERE transaction NOT IN
            (SELECT transaction FROM watched WHERE changed = 'INSERT audit') ORDER BY changed
        """
        with written(database) as session:
            assert set(session.scalars(text("SELECT changed FROM watched"))) > {"INSERT audit"}
            return list(session.scalars(text(query)))

    yield silent
    with written(database) as session:
        session.execute(text("DROP FUNCTION watch CASCADE; DROP TABLE watched"))


def test_no_transaction_changes_a_case_or_a_sign_in_without_a_line(
    scene: Scene, watched: Callable[[], list[str]]
) -> None:
    world = scene.world
    for operation in sorted(CHANGING):
        scene.change(operation)
    challenge, _ = world.code_for(AMINA.number)
    for wrong in (challenge, world.new_id()):
        world.http.post("/v1/sign-in/tokens", json={"challenge_id": wrong, "code": "000000"})
    case_id = world.sent("sick_leave")
    world.ministry.letters.make_receipt(case_id)
    clerk = Blocking(Clerk(world.ministry.context, world.ministry.real.desk))
    for _ in range(6):
        world.clock.forward(seconds=10)
        clerk.work()
    world.clock.forward(days=100)
    world.ministry.uploads.sweep()
    world.sign_in(AMINA.number)
    settings = replace(world.ministry.context.settings, demo=True)
    BlockingMinistry(open_ministry(settings, world.clock, CATALOGUE)).close()
    # A code is tried to be sent: that it may leave is kept before it does, and told when it has.
    assert watched() == ["UPDATE challenge"]


def test_no_word_of_a_person_stands_in_it(scene: Scene) -> None:
    for operation in CHANGING:
        scene.change(operation)
    written = json.dumps(lines(scene.world), ensure_ascii=False)
    for word in (AMINA.number, AMINA.phone, "Amina", "Benali", "Bonjour", "coupée", "testclient"):
        assert word not in written


def test_a_line_is_neither_changed_nor_deleted(scene: Scene) -> None:
    database = scene.world.ministry.context.database
    for change in (update(AuditLine).values(who="nobody"), delete(AuditLine)):
        with pytest.raises(DatabaseError, match="only added to"), written(database) as session:
            session.execute(change)
    assert lines(scene.world)


def test_a_line_and_what_it_tells_are_there_together_or_not_at_all(scene: Scene) -> None:
    # The trail cannot be written, so nothing is done without it.
    world = scene.world
    signed = world.bearer()
    with written(world.ministry.context.database) as session:
        session.execute(text("ALTER TABLE audit RENAME TO lost"))
    fresh = world.new_id()
    answer = world.http.put(
        f"/v1/requests/{fresh}", json=scene.has.bodies["PUT /v1/requests/{id}"], headers=signed
    )
    assert answer.status_code == 503
    assert world.http.get(f"/v1/requests/{fresh}", headers=signed).status_code == 404
