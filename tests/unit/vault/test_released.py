"""Profiles that released versions wrote, opened by this one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from services.clock import ManualClock
from services.document_repository import DocumentRepository
from services.drafts import DraftRepository
from services.errors import DamagedRecordError
from services.outbox.queue import SendQueue
from services.registry import KINDS
from services.vault import FileKeystore, ProfileStore, Vault

RELEASED = Path(__file__).parent / "released"
PROFILE, NEVER_OPENED = "63ac30d94436fa01b8037dbcadf07bfd", "ae0df7f97c951c3811ccb862eac55869"
DRAFTS = {f"0193f0a0-6c00-7b00-8a00-{number:012}" for number in range(6)}
PAPERS = {
    "paper-1",
    "paper-3",
    "paper-5",
    "of-reply-0",
    "of-unsent-0",
    *(f"of-request-0-{n}" for n in range(3)),
}


@pytest.fixture(params=sorted(path.name for path in RELEASED.glob("schema_2*.zip")))
def profiles(request: pytest.FixtureRequest, tmp_path: Path) -> ProfileStore:
    """Profiles of schema 2, closed, and killed before a second attempt."""
    with zipfile.ZipFile(RELEASED / request.param) as archive:
        archive.extractall(tmp_path)
    return ProfileStore(tmp_path, FileKeystore(tmp_path / "keystore"), ManualClock(), kinds=KINDS)


def look(vault: Vault) -> None:
    assert vault.repaired is None
    assert {head.id for head in DraftRepository(vault).list()} == DRAFTS
    assert all(DraftRepository(vault).get(id_) for id_ in DRAFTS)
    documents = DocumentRepository(vault, ManualClock())
    assert {document.id for document in documents.list()} == PAPERS
    for document in documents.list():
        with documents.open(document.id) as file:
            assert len(file.read()) == document.size
    standing = {head.id: head[3:] for head in vault.heads("request")}
    assert standing == {
        "request-0-0": ("waiting", 3, 1767517200.5),
        "request-0-1": ("held", 0, 0.0),
        "request-0-2": ("sent", 0, 0.0),
    }
    assert {head.id for head in SendQueue(vault).active()} >= {"request-0-0"}
    assert not vault.damaged()


def test_everything_is_there_and_stays_after_weeks(profiles: ProfileStore) -> None:
    clock = ManualClock()
    for _ in range(8):
        vault = profiles.open(PROFILE)
        look(vault)
        assert vault.check()
        assert vault.is_whole
        DocumentRepository(vault, clock).sweep()
        vault.close()
        clock.advance(5 * 86400)


def test_one_that_was_never_opened_is_not_made_anew(profiles: ProfileStore, tmp_path: Path) -> None:
    # It cannot be told from one of which everything was lost. Nothing was ever in it: it can be erased.
    folder = tmp_path / "profiles" / NEVER_OPENED
    for _ in range(2):
        with pytest.raises(DamagedRecordError):
            profiles.open(NEVER_OPENED)
        assert {path.name for path in folder.iterdir()} <= {"profile.json", "profile.json.copy"}
    profiles.erase(NEVER_OPENED)
    assert NEVER_OPENED not in {profile.id for profile in profiles.profiles()}
