"""Asking for a code costs the same however many were asked for before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.blocking import run
from tests.contract.conftest import AMINA, World
from tests.postgres import written

CODES = 60_000
MADE = """
INSERT INTO challenge (id, number_digest, address_digest, code_seed, tries_left, asked_at, expires_at, sends_in_doubt)
SELECT gen_random_uuid(), sha256(('n' || number % 20000)::text::bytea), sha256(('a' || number % 3)::text::bytea),
    '', 0, :now - make_interval(secs => number * :apart), :now, 0
FROM generate_series(1, :codes) AS number
"""


@contextmanager
def statements(world: World) -> Iterator[list[tuple[str, Any]]]:
    """Collect what the ministry executes in the block, with parameters."""
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
    read: list[tuple[str, str, int]] = []
    with written(world.ministry.context.database) as session:
        for statement, parameters in executed:
            if "challenge" in statement and "INSERT" not in statement:
                driver = session.connection().connection.cursor()
                driver.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
                [(plan,)] = driver.fetchall()
                read += scans((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"])
        session.rollback()
    assert len([scan for scan in read if scan[1] == "challenge"]) >= 5
    assert {kind for kind, table, _ in read if table == "challenge"}.isdisjoint({"Seq Scan"}), read
    assert max(rows for _, table, rows in read if table == "challenge") <= 200, read
