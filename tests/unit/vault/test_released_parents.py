"""Profiles of schema 3, which knew no parents: closed, and killed while something waited to be sent."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from services.cases import CaseRepository
from services.clock import ManualClock
from services.document_repository import DocumentRepository
from services.drafts import DraftRepository
from services.messages import MESSAGE, MessageRepository
from services.outbox.queue import SendQueue
from services.registry import KINDS
from services.replies import ReplyRepository
from services.unsent import UnsentRepository
from services.vault import FileKeystore, ProfileStore, Vault
from services.vault.database import DATABASE

RELEASED = Path(__file__).parent / "released"
PAPERS = {
    "of-reply",
    "of-unsent",
    *(f"paper-{n}" for n in (1, 3, 5)),
    *(f"of-request-{n}" for n in range(4)),
}
KILLED_WHILE_FILLING = """
import os, sys
from pathlib import Path
from services.clock import ManualClock
from services.registry import KINDS
from services.vault import FileKeystore, ProfileStore
from services.vault.rows import RowSealer

home, left = Path(sys.argv[1]), int(sys.argv[2])
digest = RowSealer.digest

def dies(*given):
    global left
    left -= 1
    if left < 0:
        os._exit(9)
    return digest(*given)

RowSealer.digest = dies
profiles = ProfileStore(home, FileKeystore(home / "keystore"), ManualClock(), kinds=KINDS)
profiles.open(profiles.profiles()[0].id)
"""


@pytest.fixture(params=["schema_3.zip", "schema_3_killed.zip"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with zipfile.ZipFile(RELEASED / request.param) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def opened(home: Path) -> Vault:
    profiles = ProfileStore(home, FileKeystore(home / "keystore"), ManualClock(), kinds=KINDS)
    (profile,) = profiles.profiles()
    return profiles.open(profile.id)


def look(vault: Vault) -> None:
    assert vault.repaired is None
    clock = ManualClock()
    drafts = DraftRepository(vault)
    assert {head.id for head in drafts.list()} == {f"draft-{number}" for number in range(6)}
    assert all(drafts.get(head.id) for head in drafts.list())
    documents = DocumentRepository(vault, clock)
    assert {document.id for document in documents.list()} == PAPERS
    standing = {head.id: head[3:] for head in vault.heads("request")}
    assert standing == {
        "request-0": ("waiting", 3, 1767517200.5),
        "request-1": ("held", 0, None),
        "request-2": ("sent", 0, None),
        "request-3": ("needs_attention", 0, None),
    }
    messages = MessageRepository(vault, clock)
    (waiting,) = messages.undelivered()["case-0"]
    (reply,) = ReplyRepository(vault, clock).of_case("case-0")
    active = {head.id for head in SendQueue(vault).active()}
    assert active == {"request-0", waiting.id, reply.sending.id}
    assert UnsentRepository(vault).get("reply-ask-1").documents == ["of-unsent"]
    for number, unread in enumerate((3, 0, 3)):
        case_id = f"case-{number}"
        received = [each.message.id for each in messages.thread(case_id) if each.sending is None]
        assert received == [f"of-agency-{number}-{turn}" for turn in range(3)]
        case = CaseRepository(vault, messages).get(case_id)
        assert case is not None
        assert case.unread_messages == unread
    assert not vault.damaged()


def test_everything_is_there_before_and_after_a_whole_look(home: Path) -> None:
    for _ in range(2):
        vault = opened(home)
        look(vault)
        assert vault.check()
        assert vault.is_whole
        look(vault)
        vault.close()


@pytest.mark.long
@pytest.mark.parametrize("left", [0, 1, 7])
def test_a_kill_while_parents_are_filled_in_loses_nothing(home: Path, left: int) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_FILLING, str(home), str(left)], check=False)
    assert killed.returncode == 9
    vault = opened(home)
    look(vault)
    assert vault.check()
    vault.close()


def test_the_index_is_not_believed_before_a_whole_look(home: Path) -> None:
    # What it lacks is found by the heads, and a repair fills it in again.
    vault = opened(home)
    vault.check()
    connection = vault._connection()
    before = [head.id for head in vault.children(MESSAGE, "case-1")]
    assert len(before) == 3
    connection.execute("UPDATE record SET parent = NULL WHERE kind = 'message'")
    vault._reader.use(connection, is_sure=False)
    assert [head.id for head in vault.children(MESSAGE, "case-1")] == before
    vault.close()


def test_a_column_that_was_changed_beside_its_index_is_repaired(home: Path) -> None:
    vault = opened(home)
    assert vault.check()
    ((parent,),) = (
        vault._connection().execute("SELECT parent FROM record WHERE id = 'of-agency-1-1'").fetchall()
    )
    vault.close()
    (path,) = home.rglob(DATABASE)
    content = path.read_bytes()
    # In the table alone, behind the sealed columns: the index still holds what was there.
    place = content.index(parent, content.index(b"messageof-agency-1-1"))
    path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    vault = opened(home)
    assert len(vault.children(MESSAGE, "case-1")) == 3
    vault.check()
    assert vault.repaired is not None
    assert len(vault.children(MESSAGE, "case-1")) == 3
    vault.close()
