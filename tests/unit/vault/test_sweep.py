"""What is swept from a real store: nothing before a whole look, nothing that a damaged index does not name."""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.session.maintenance import look_and_sweep
from services.cases import CaseRepository
from services.document_repository import DocumentRepository
from services.drafts import DraftRepository
from services.messages import MessageRepository
from services.models.document import Document
from services.models.person import Profile
from services.models.request import Draft
from services.registry import KINDS
from services.vault import Vault
from tests.manual_clock import ManualClock
from tests.unit.vault.test_index_damage import look_briefly

PROFILE = Profile("0" * 32, "Amina Benali")
NOW = "2026-01-04T09:00:00Z"
PAPERS = {f"paper-{number}" for number in range(60)}


def opened(folder: Path) -> Vault:
    return Vault(PROFILE, folder, bytes(32), KINDS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sixty papers, each named by a draft, and one that nothing names."""
    Vault.create(tmp_path / "profile", PROFILE.id)
    vault = opened(tmp_path / "profile")
    documents, drafts = DocumentRepository(vault, ManualClock()), DraftRepository(vault)
    for paper in sorted(PAPERS | {"orphan"}):
        content = paper.encode()
        sha256 = hashlib.sha256(content).hexdigest()
        documents.add(Document(paper, "a.pdf", "application/pdf", len(content), sha256, NOW), [content])
        if paper != "orphan":
            drafts.save(Draft(f"of-{paper}", "sick_leave", "1", "fr", NOW, NOW, {}, {"certificate": [paper]}))
    vault.close()
    return tmp_path / "profile"


def weeks(folder: Path) -> None:
    clock = ManualClock()
    for _ in range(6):
        clock.advance(timedelta(days=5).total_seconds())
        vault = opened(folder)
        cases = CaseRepository(vault, MessageRepository(vault, clock))
        look_and_sweep(vault, DraftRepository(vault), cases, DocumentRepository(vault, clock))
        vault.close()


def test_what_nothing_names_goes_after_weeks(folder: Path) -> None:
    weeks(folder)
    assert {path.name for path in (folder / "attachments").iterdir()} == PAPERS
    assert not [*(folder / "swept").iterdir()]


def test_nothing_is_swept_before_a_whole_look(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look_briefly(monkeypatch)
    vault, clock = opened(folder), ManualClock()
    clock.advance(1e6)
    DocumentRepository(vault, clock).sweep()
    assert vault.attachments.exists("orphan")
    assert vault.check()
    DocumentRepository(vault, clock).sweep()
    assert not vault.attachments.exists("orphan")
    vault.close()


def test_a_paper_whose_file_changed_its_name_stays(folder: Path) -> None:
    # A tool that copies between devices had written it in capitals.
    paper = min(PAPERS)
    (folder / "attachments" / paper).rename(folder / "attachments" / paper.upper())
    weeks(folder)
    assert {path.name for path in (folder / "attachments").iterdir()} == PAPERS


def test_a_clock_that_was_ahead_once_deletes_no_paper(folder: Path) -> None:
    clock = ManualClock()
    for ahead in (366 * 86400, 0):
        clock.advance(ahead)
        vault = opened(folder)
        documents, drafts = DocumentRepository(vault, clock), DraftRepository(vault)
        cases = CaseRepository(vault, MessageRepository(vault, clock))
        look_and_sweep(vault, drafts, cases, documents)
        assert vault.get("document", "orphan")
        clock.advance(-ahead)
        if not ahead:
            papers = {"certificate": ["orphan"]}
            drafts.save(Draft("late", "sick_leave", "1", "fr", NOW, NOW, {}, papers))
        vault.close()
    weeks(folder)
    assert {path.name for path in (folder / "attachments").iterdir()} == PAPERS | {"orphan"}


@pytest.mark.long
def test_one_bit_of_an_index_deletes_no_paper(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It was 59 of 60 for one bit of the root of an index.
    look_briefly(monkeypatch)
    with closing(sqlite3.connect(folder / "records.db")) as database:
        indexes = "SELECT name, rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'record'"
        roots = [root for _, root in database.execute(indexes)]
    chance = random.Random(5)
    for number in range(18):
        copy = tmp_path / str(number)
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("ballast"))
        content = bytearray((copy / "records.db").read_bytes())
        content[(roots[number % 3] - 1) * 4096 + chance.randrange(40)] ^= 1 << chance.randrange(8)
        (copy / "records.db").write_bytes(content)
        weeks(copy)
        there = {path.name for path in (copy / "attachments").iterdir()}
        assert there >= PAPERS, f"try {number}"
        shutil.rmtree(copy)
