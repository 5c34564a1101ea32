"""A record's state of sending is sealed: nobody without the key can make it one that is to be sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.errors import DamagedRecordError
from services.vault import ProfileStore, Vault, repair
from tests.unit.vault.test_seals import Tampered

STATES = ("waiting", "held", "sending", "sent")


@pytest.fixture
def amina(profiles: ProfileStore, tmp_path: Path) -> Iterator[Tampered]:
    """A store with a held request, a waiting one, and a draft."""
    tampered = Tampered(profiles, tmp_path, "Amina Benali")
    for record_id, state in (("held", "held"), ("waits", "waiting")):
        with tampered.vault.transaction() as tx:
            tx.put("request", record_id, {"of": record_id}, state=state)
    tampered.put("draft", "draft", "text")
    yield tampered
    tampered.vault.close()


def given_out(vault: Vault) -> set[tuple[str, str | None]]:
    listed = {(head.id, head.state) for kind in ("request", "draft") for head in vault.heads(kind)}
    return listed | {(head.id, head.state) for head in vault.due(9e9, STATES)}


@pytest.mark.parametrize(
    "change",
    [
        "state = 'waiting'",
        "state = 'sent'",
        "state = NULL",
        "state = 'waiting', seal = NULL",
        "state = 'waiting', seal = x''",
        "state = 'waiting', seal = (SELECT seal FROM record WHERE id = 'waits')",
        "attempts = 1",
        "not_before = 5.0",
    ],
)
def test_a_state_that_was_changed_is_damage_and_never_given_out(amina: Tampered, change: str) -> None:
    with amina.changing() as database:
        database.execute(f"UPDATE record SET {change} WHERE id = 'held'")
    assert given_out(amina.vault) == {("waits", "waiting"), ("draft", None)}
    assert amina.vault.damaged() == {("request", "held")}
    # What it says opens all the same.
    assert amina.vault.get("request", "held") == {"of": "held"}
    with pytest.raises(DamagedRecordError), amina.vault.transaction() as tx:
        tx.set_state("request", "held", "waiting")


def test_a_draft_that_was_made_to_wait_is_damage(amina: Tampered) -> None:
    with amina.changing() as database:
        database.execute("UPDATE record SET state = 'waiting' WHERE id = 'draft'")
    assert "draft" not in {head.id for head in amina.vault.due(9e9, STATES)}
    assert ("draft", "draft") in amina.vault.damaged()


def test_a_state_stays_sealed_through_every_change(amina: Tampered) -> None:
    with amina.vault.transaction() as tx:
        tx.set_state("request", "held", "waiting", attempts=2)
        tx.put("request", "held", {"of": "new"})
        tx.set_state("request", "waits", "waiting", not_before=7)
        tx.put("request", "waits", {"of": "new"}, state="held")
    amina.reopen()
    heads = {head.id: head[3:] for head in amina.vault.heads("request")}
    assert heads == {"held": ("waiting", 2, None), "waits": ("held", 0, 7.0)}
    with amina.vault.transaction() as tx:
        tx.set_state("request", "waits", None)
    amina.reopen()
    assert {head.id: head.state for head in amina.vault.heads("request")} == {
        "held": "waiting",
        "waits": None,
    }
    assert not amina.vault.damaged()


def test_a_seal_is_of_its_own_profile(amina: Tampered, profiles: ProfileStore, tmp_path: Path) -> None:
    other = Tampered(profiles, tmp_path, "Yacine Benali")
    with other.vault.transaction() as tx:
        tx.put("request", "held", {}, state="waiting")
    with other.changing() as database:
        (stolen,) = database.execute("SELECT seal FROM record WHERE id = 'held'").fetchone()
    other.vault.close()
    with amina.changing() as database:
        database.execute("UPDATE record SET state = 'waiting', seal = ? WHERE id = 'held'", (stolen,))
    assert "held" not in {head.id for head in amina.vault.due(9e9, STATES)}


def test_a_flipped_state_comes_back_from_the_index(amina: Tampered) -> None:
    # The table says that it waits, its index that it is held; the seal says which of them is right.
    amina.vault.close()
    content = amina.path.read_bytes()
    place = content.index(b"requestheld") + len(b"requestheld")
    place = content.index(b"held", place)
    amina.path.write_bytes(content[:place] + b"hemd" + content[place + 4 :])
    amina.reopen()
    assert amina.vault.repaired == repair.Repair(3, 0)
    assert ("held", "held") in given_out(amina.vault)


def test_an_index_cannot_make_a_record_wait(amina: Tampered, monkeypatch: pytest.MonkeyPatch) -> None:
    # Even where the indexes are believed without a look.
    amina.vault.close()
    content = amina.path.read_bytes()
    database = sqlite3.connect(amina.path)
    ((root,),) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'record_state'").fetchall()
    database.close()
    place = content.index(b"held", (root - 1) * 4096)
    amina.path.write_bytes(content[:place] + b"sent" + content[place + 4 :])
    monkeypatch.setattr(repair, "is_whole", lambda *_, **__: True)
    amina.reopen()
    assert [head.id for head in amina.vault.due(9e9, ["sent"])] == []
