"""The encrypted store against plain SQLite: saving a draft of 4 KB, listing a thousand and ten thousand.

Ours is what the app calls: `DraftRepository` over the vault, sealed, durable when it returns. The baseline is Python's
`sqlite3` in WAL with `synchronous=FULL` and nothing else: it is given the packed bytes and hands out tuples.
Milliseconds; saving at most 1.25 times the baseline, listing at most 2.5 times and in proportion to the drafts.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from functools import partial
from pathlib import Path

from bench import drafts
from bench.measure import Curve, Figure, Result, interleaved, middle, ratio, spread, timed
from services.drafts import KIND, DraftHead, DraftRepository, answered
from services.models.request import Draft
from services.vault import Vault
from services.vault.rows import pack

BATCH = 100
"""Saves a round: the log is brought into the database every few hundred, which belongs to the cost."""
SAVE = """
    INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
    SET updated_at = excluded.updated_at, answered = excluded.answered, step = excluded.step, body = excluded.body
"""
LIST = "SELECT id, service_id, form_version, created_at, updated_at, answered, step FROM draft ORDER BY updated_at DESC"


class Plain:
    """Drafts in a table of their own, in clear: the columns that a list shows, then the whole."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute(
            "CREATE TABLE draft (id TEXT PRIMARY KEY, service_id TEXT, form_version TEXT, created_at TEXT, "
            "updated_at TEXT, answered INTEGER, step TEXT, body BLOB)"
        )
        self.connection.execute("CREATE INDEX newest ON draft (updated_at)")

    def save(self, head: DraftHead, body: bytes) -> None:
        self.connection.execute(SAVE, (*head[:7], body))

    def list(self) -> list[tuple[object, ...]]:
        return self.connection.execute(LIST).fetchall()


class Pair:
    """The same drafts in both."""

    def __init__(self, folder: Path, count: int) -> None:
        folder.mkdir()
        store = drafts.profiles(folder)
        self.vault: Vault = store.open(store.create("Amina").id)
        drafts.fill(self.vault, count)
        self.ours = DraftRepository(self.vault)
        self.plain = plain_of(self.vault, folder / "plain.db")

    def close(self) -> None:
        self.vault.close()
        self.plain.connection.close()


def plain_of(vault: Vault, path: Path) -> Plain:
    """Copy the drafts of a vault into plain SQLite."""
    plain = Plain(path)
    plain.connection.execute("BEGIN")
    for head in DraftRepository(vault).list():
        plain.save(head, pack(vault.get(KIND, head.id) or {}))
    plain.connection.execute("COMMIT")
    return plain


def run(*, quick: bool) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        saved = _saving(Path(folder), 4 if quick else 40)
        listed = _listing(Path(folder), 3 if quick else 15)
    return Result(saved.figures + listed.figures, saved.curves + listed.curves)


def _saving(folder: Path, rounds: int) -> Result:
    costs = {
        size: _saves(folder / f"save-{size}", size, rounds if size == drafts.SIZE else rounds // 4)
        for size in (1024, drafts.SIZE, 16384, 65536)
    }
    four = costs[drafts.SIZE]
    figure = Figure(
        "save of a 4 KB draft, durable",
        "plain SQLite, WAL FULL",
        ratio(four["ours"], four["plain"]),
        target=1.25,
        ours=middle(four["ours"]),
        theirs=middle(four["plain"]),
        rounds=rounds,
    )
    series = {
        name: [(size / 1024, spread(cost[key]).median) for size, cost in costs.items()]
        for name, key in (("the vault", "ours"), ("plain SQLite", "plain"))
    }
    return Result([figure], [Curve("save", "Saving one draft, durably", "KB of the draft", "ms", series)])


def _saves(folder: Path, size: int, rounds: int) -> dict[str, list[float]]:
    """Measure one save of a draft, in other words each time.

    It is saved again and again, as while someone types. SQLite does not write a page that is as it was, so the same
    words would be no save of them. Within a round they take turns save by save: a disk has its moods.
    """
    pair = Pair(folder, 0)
    chance, first = random.Random(7), [drafts.draft(size) for _ in range(20)]
    written = [drafts.reworded(each, chance) for _ in range(3) for each in first]
    rows = [(_head(each), drafts.packed(each)) for each in written]
    costs: dict[str, list[float]] = {"ours": [], "plain": []}
    for number in range(rounds + 1):
        ours = plain = 0.0
        for turn in range(BATCH):
            draft, (head, body) = written[turn % len(written)], rows[turn % len(rows)]
            head = head._replace(updated_at=f"{number:06}-{turn:06}")
            ours += timed(partial(pair.ours.save, draft))
            plain += timed(partial(pair.plain.save, head, body))
        if number:  # the first warms up
            costs["ours"].append(ours / BATCH)
            costs["plain"].append(plain / BATCH)
    pair.close()
    return costs


def _head(draft: Draft) -> DraftHead:
    return DraftHead(
        draft.id,
        draft.service_id,
        draft.form_version,
        draft.created_at,
        draft.updated_at,
        answered(draft),
        draft.group,
    )


def _lists(folder: Path, count: int, rounds: int) -> dict[str, list[float]]:
    pair = Pair(folder, count)
    works = {"ours": lambda: timed(pair.ours.list), "plain": lambda: timed(pair.plain.list)}
    costs = interleaved(works, rounds)
    pair.close()
    return costs


def _listing(folder: Path, rounds: int) -> Result:
    costs = {
        count: _lists(folder / f"list-{count}", count, rounds) for count in (100, 300, 1000, 3000, 10_000)
    }
    figures = [
        Figure(
            f"list {count:,} drafts",
            "plain SQLite rows",
            ratio(costs[count]["ours"], costs[count]["plain"]),
            target=2.5,
            ours=middle(costs[count]["ours"]),
            theirs=middle(costs[count]["plain"]),
            rounds=rounds,
        )
        for count in (1000, 10_000)
    ]
    ten_times = [
        ten / (10 * one) for one, ten in zip(costs[1000]["ours"], costs[10_000]["ours"], strict=True)
    ]
    figures.append(
        Figure(
            "list 10,000 drafts: growth",
            "ten times the cost of 1,000",
            spread(ten_times),
            target=1.25,
            rounds=rounds,
            note="1 is linear",
        )
    )
    series = {
        name: [(count, spread(cost[key]).median) for count, cost in costs.items()]
        for name, key in (("the vault", "ours"), ("plain SQLite", "plain"))
    }
    return Result(figures, [Curve("list", "Listing drafts", "drafts", "ms", series)])
