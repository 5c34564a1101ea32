"""Files that no row names go after an hour; files that anything names stay, however old."""

from __future__ import annotations

import os
import threading
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ministry.cases import steps
from ministry.letters.setting import typeset
from tests.contract.conftest import World
from tests.letters.drafts import decision


def old(path: Path) -> Path:
    os.utime(path, (1, 1))
    return path


def content(world: World, data: bytes) -> Path:
    digest = sha256(data).hexdigest()
    return world.ministry.context.settings.documents / digest[:2] / digest[2:]


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def sealed(world: World) -> bytes:
    """Return a letter that is kept as it is, sealed already."""
    letter = decision("fr")
    return world.ministry.real.seal.sealed(typeset(letter), letter)


def test_content_without_a_row_goes_after_an_hour(world: World) -> None:
    gone = [old(put(content(world, data), data)) for data in (b"%PDF-1", b"%PDF-2")]
    fresh = put(content(world, b"%PDF-3"), b"%PDF-3")
    world.ministry.content.sweep()
    assert [path.exists() for path in (*gone, fresh)] == [False, False, True]


def test_content_that_a_row_names_stays(world: World) -> None:
    request = world.sent("reimbursement")
    world.upload(b"%PDF-1.7 that nothing names yet")
    world.ministry.desk.decide(request, "accepted", "Conforme.")
    kept = [old(path) for path in world.ministry.context.settings.documents.rglob("*") if path.is_file()]
    assert len(kept) >= 3
    world.ministry.content.sweep()
    assert all(path.exists() for path in kept)


def test_a_sweep_waits_for_the_row_of_a_letter(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # The same content was there before, old and without a row; the sweep comes between the file and the row.
    letter = sealed(world)
    request, kept = world.sent(), put(content(world, letter), letter)
    old(kept)
    sweeper = threading.Thread(target=world.ministry.content.sweep)
    move = steps.move

    def meanwhile(*arguments: Any) -> None:
        sweeper.start()
        sweeper.join(0.2)
        move(*arguments)

    monkeypatch.setattr(steps, "move", meanwhile)
    world.ministry.desk.decide(request, "accepted", "Conforme.", letter)
    sweeper.join()
    assert kept.read_bytes() == letter
