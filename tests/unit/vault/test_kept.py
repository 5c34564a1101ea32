"""A store that was put back with its mark: the papers that came after it tell, and none of them goes."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.session.maintenance import look_and_sweep
from services.cases import CaseRepository
from services.clock import ManualClock
from services.document_repository import DocumentRepository
from services.drafts import DraftRepository
from services.messages import MessageRepository
from services.models.document import Document
from services.models.request import Draft
from services.vault import Vault, mark
from services.vault.database import DATABASE
from tests.unit.vault.test_index_damage import damage_index
from tests.unit.vault.test_mark import PROFILE, opened

NOW = "2026-01-04T09:00:00Z"


def write(folder: Path, *names: str) -> None:
    """Write papers, each named by a draft."""
    with closing(opened(folder)) as vault:
        documents, drafts = DocumentRepository(vault, ManualClock()), DraftRepository(vault)
        for name in names:
            content = name.encode()
            sha256 = hashlib.sha256(content).hexdigest()
            documents.add(Document(name, "a.pdf", "application/pdf", len(content), sha256, NOW), [content])
            drafts.save(Draft(f"of-{name}", "sick_leave", "1", "fr", NOW, NOW, {}, {"certificate": [name]}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed store with one paper."""
    Vault.create(tmp_path / "profile", PROFILE.id)
    write(tmp_path / "profile", "first")
    return tmp_path / "profile"


def tidied(vault: Vault, clock: ManualClock) -> bool:
    cases = CaseRepository(vault, MessageRepository(vault, clock))
    return look_and_sweep(vault, DraftRepository(vault), cases, DocumentRepository(vault, clock))


def weeks(folder: Path, clock: ManualClock) -> list[bool]:
    """Open again and again; return True for each without trouble."""
    said = []
    for _ in range(6):
        with closing(opened(folder)) as vault:
            said.append(tidied(vault, clock) and vault.repaired is None)
        clock.advance(4 * 86400)
    return said


def files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "attachments").iterdir()}


@pytest.fixture
def put_back(folder: Path, tmp_path: Path) -> Path:
    """Database and mark of the first paper, beside three."""
    for name in (DATABASE, mark.FILE):
        shutil.copy(folder / name, tmp_path / name)
    write(folder, "second", "third")
    for name in (DATABASE, mark.FILE):
        shutil.copy(tmp_path / name, folder / name)
    return folder


def test_it_is_said_once_and_no_paper_goes(put_back: Path) -> None:
    assert weeks(put_back, ManualClock()) == [False, *[True] * 5]
    assert files(put_back) == {"first", "second", "third"}
    assert not (put_back / "swept").exists()
    with closing(opened(put_back)) as vault:
        assert not vault.is_whole
        ((version,),) = vault._connection().execute("SELECT value FROM counter WHERE name = 'version'")
        assert version > 1_000_000


def test_sessions_without_a_look_hide_nothing(put_back: Path) -> None:
    # However far the store goes on meanwhile.
    for number in range(8):
        write(put_back, f"later-{number}")
    assert weeks(put_back, ManualClock())[0] is False
    assert {"second", "third"} <= files(put_back)


def test_what_was_set_aside_tells_too(put_back: Path) -> None:
    (put_back / "swept").mkdir()
    (put_back / "attachments" / "second").rename(put_back / "swept" / "second.0.0")
    (put_back / "attachments" / "third").unlink()
    assert weeks(put_back, ManualClock())[0] is False
    assert (put_back / "swept" / "second.0.0").exists()


def test_it_is_said_beside_a_damaged_index(put_back: Path) -> None:
    damage_index(put_back, b"document")
    with closing(opened(put_back)) as vault:
        assert vault.repaired is not None
    with closing(opened(put_back)) as vault:
        assert not tidied(vault, ManualClock())
    weeks(put_back, ManualClock())
    assert files(put_back) == {"first", "second", "third"}


def test_after_the_person_agreed_it_is_not_said_again(put_back: Path) -> None:
    with closing(opened(put_back)) as vault:
        assert not vault.check()
        vault.discard_set_aside()
        assert vault.check()
        assert vault.is_whole
    assert weeks(put_back, ManualClock()) == [True] * 6
    assert {path.name.partition(".")[0] for path in put_back.rglob("*") if path.is_file()} >= {
        "second",
        "third",
    }


@pytest.mark.parametrize("spoil", [lambda _: b"of another program", lambda kept: kept[:-1] + b"x"])
def test_a_file_that_is_not_of_this_profile_tells_nothing(
    folder: Path, spoil: Callable[[bytes], bytes]
) -> None:
    (folder / "attachments" / "second").write_bytes(spoil((folder / "attachments" / "first").read_bytes()))
    clock = ManualClock()
    assert weeks(folder, clock) == [True] * 6
    assert files(folder) == {"first", "second"}


def test_what_a_crash_left_is_no_sign_and_goes(folder: Path) -> None:
    # Its id was noted before it was written.
    with closing(opened(folder)) as vault:
        vault.attachments.put("junk", [b"of a crash"])
    assert weeks(folder, ManualClock()) == [True] * 6
    assert files(folder) == {"first"}
    assert not [*(folder / "swept").iterdir()]


def test_a_paper_that_was_deleted_and_comes_back_is_no_sign(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "attachments" / "first", tmp_path / "first")
    with closing(opened(folder)) as vault:
        with vault.transaction() as tx:
            tx.delete("document", "first")
            tx.delete("draft", "of-first")
        vault.attachments.delete("first")
    shutil.copy(tmp_path / "first", folder / "attachments" / "first")
    assert weeks(folder, ManualClock()) == [True] * 6
    assert files(folder) == set()


def as_before_notes(folder: Path) -> None:
    """Remove the notes of what is kept, as before there were any."""
    with closing(opened(folder)) as vault:
        vault._connection().execute("DELETE FROM counter WHERE name = 'files' OR name LIKE 'file/%'")


def test_papers_of_earlier_versions_open_and_are_never_destroyed(folder: Path) -> None:
    # Set aside or not: the store does not tell whether it is as new as they are.
    with closing(opened(folder)) as vault:
        vault.attachments.put("unnamed", [b"unnamed"])
        vault.attachments.put("waits", [b"waits"])
    as_before_notes(folder)
    (folder / "swept").mkdir()
    (folder / "attachments" / "waits").rename(folder / "swept" / "waits.1209600.0")
    clock = ManualClock()
    write(folder, "second")
    assert weeks(folder, clock) == [True] * 6
    assert files(folder) == {"first", "second", "unnamed"}
    with closing(opened(folder)) as vault:
        assert not vault.attachments.set_aside(clock.time())["waits"]
        assert vault.is_whole
        for name in ("first", "second", "unnamed", "waits"):
            with vault.attachments.open(name) as file:
                assert file.read() == name.encode()
