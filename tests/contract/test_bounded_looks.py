"""What is done each day costs the same however much is stored: no look-up reads what it does not find."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from ministry.auth.limits import Limits
from ministry.clerk import Clerk
from tests.blocking import Blocking, run
from tests.contract.conftest import AMINA, World
from tests.postgres import written

CODES = 60_000
MADE = """
INSERT INTO challenge (id, number_digest, address_digest, code_seed, tries_left, asked_at, expires_at, sends_in_doubt)
SELECT gen_random_uuid(), sha256(('n' || number % 20000)::text::bytea), sha256(('a' || number % 3)::text::bytea),
    '', 0, :now - make_interval(secs => number * :apart), :now, 0
FROM generate_series(1, :codes) AS number
"""
COUNTED = (
    "INSERT INTO sign_in_failure (address_digest, at) SELECT sha256(n::text::bytea), :now "
    "FROM generate_series(1, :many) n",
    "INSERT INTO sign_in (id, person_id, opened_at) SELECT n, (SELECT min(id) FROM person), :now - interval '1 year' "
    "FROM generate_series(1, :many) n",
)
MANY = 100_000
STORED = (
    "INSERT INTO person (id, number, details) SELECT 'p' || n, n, '{}' FROM generate_series(1, 1000) n",
    "INSERT INTO request (id, person_id, service_id, form_version, language, body, body_digest, reference, "
    "received_at) SELECT 'r' || n, 'p' || 1 + n % 1000, 's', '1', 'fr', '{}', '', 'Q' || n, :now "
    "FROM generate_series(1, :many) n",
    'INSERT INTO "case" (id, person_id, state, state_since, updated_at) '
    "SELECT id, person_id, 'decided', :now, :now FROM request WHERE id <> :mine",
    "INSERT INTO case_event (id, case_id, at, kind) "
    "SELECT id, id, :now, 'received' FROM request WHERE id <> :mine",
    "INSERT INTO message (id, case_id, sender, sent_at, text, language, read_at) "
    "SELECT id, id, 'person', '', '', 'fr', :now FROM request WHERE id <> :mine",
    "INSERT INTO upload (document_id, person_id, length, sha256, media_type, received, expires_at, finished_at, "
    "ended_at, named) SELECT id, person_id, 1, id, '', 1, :now - interval '1 year', :now - interval '1 year', "
    "CASE WHEN seq % 2 = 0 THEN :now END, seq % 2 = 1 FROM request WHERE id <> :mine",
)


@contextmanager
def statements(world: World) -> Iterator[list[tuple[str, Any]]]:
    """Note what the ministry executes within the block, with the parameters."""
    executed: list[tuple[str, Any]] = []

    async def engine() -> Any:
        return world.ministry.context.database._pools.engine.sync_engine

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        executed.append((statement, parameters))

    found = run(engine())
    event.listen(found, "before_cursor_execute", note)
    yield executed
    event.remove(found, "before_cursor_execute", note)


def scans(plan: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Kind, table and rows of each node that reads a table."""
    if "Relation Name" in plan and plan["Node Type"] != "ModifyTable":
        rows = plan["Actual Rows"] * plan["Actual Loops"] + plan.get("Rows Removed by Filter", 0)
        yield plan["Node Type"], plan["Relation Name"], int(rows)
    for part in plan.get("Plans", ()):
        yield from scans(part)


def scanned(world: World, executed: list[tuple[str, Any]]) -> list[tuple[str, str, int]]:
    """Return what each look-up of these statements reads, by its plan."""
    read: list[tuple[str, str, int]] = []
    with written(world.ministry.context.database) as session:
        for statement, parameters in executed:
            if statement.startswith(("SELECT", "DELETE", "UPDATE", "WITH")):
                driver = session.connection().connection.cursor()
                driver.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
                [(plan,)] = driver.fetchall()
                read += scans((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"])
        session.rollback()
    return read


@pytest.mark.parametrize("apart", [0.05, 1000.0], ids=["within an hour", "over two years"])
@pytest.mark.parametrize("analysed", [True, False])
def test_asking_reads_a_bounded_number_of_rows(world: World, apart: float, analysed: bool) -> None:
    address = run(world.ministry.real.codes.ask(AMINA.number, b"before")) and b"elsewhere"
    with written(world.ministry.context.database) as session:
        session.execute(text(MADE), {"now": world.clock(), "codes": CODES, "apart": apart})
        if analysed:
            session.execute(text("ANALYZE challenge"))
    with statements(world) as executed:
        run(world.ministry.real.codes.ask(AMINA.number, address))
    read = [scan for scan in scanned(world, executed) if scan[1] == "challenge"]
    assert len(read) >= 5
    assert {kind for kind, *_ in read}.isdisjoint({"Seq Scan"}), read
    assert max(rows for *_, rows in read) <= 200, read


async def forget_addresses(world: World) -> None:
    limits = Limits(world.ministry.real.secret, world.ministry.context.settings)
    async with world.ministry.context.database.write() as session:
        await limits.count_failure(session, b"elsewhere", world.clock())
        await limits.forget_familiar(session, world.clock())


def test_forgetting_addresses_reads_a_bounded_number_of_rows(world: World) -> None:
    with written(world.ministry.context.database) as session:
        for one in COUNTED:
            session.execute(text(one), {"now": world.clock(), "many": MANY})
    with statements(world) as executed:
        run(forget_addresses(world))
    read = [scan for scan in scanned(world, executed) if scan[1] in {"sign_in", "sign_in_failure"}]
    assert {table for _, table, _ in read} == {"sign_in", "sign_in_failure"}
    assert max(rows for *_, rows in read) <= 20, read


@pytest.mark.heavy
def test_daily_work_reads_what_it_finds_of_a_hundred_thousand(world: World) -> None:
    # The agents' list, the clerk, the sweep, a person's list and one case, beside all that is done with.
    case_id = world.sent()
    with written(world.ministry.context.database) as session:
        for one in STORED:
            session.execute(text(one), {"now": world.clock(), "many": MANY, "mine": case_id})
        session.execute(text("ANALYZE"))
    clerk = Blocking(Clerk(world.ministry.context, world.ministry.real.desk))
    with statements(world) as executed:
        assert [case.case_id for case in world.ministry.desk.waiting()] == [case_id]
        assert clerk.work() == 0
        assert world.ministry.uploads.sweep() == 0
        assert len(world.get("/v1/cases").json()["items"]) == 1
        assert world.get(f"/v1/cases/{case_id}").json()["state"] == "received"
        assert len(world.get("/v1/requests").json()["items"]) == 1
    read = scanned(world, executed)
    assert {"case", "request", "message", "upload"} <= {table for _, table, _ in read}
    assert max(rows for *_, rows in read) <= 20, [scan for scan in read if scan[2] > 20]
