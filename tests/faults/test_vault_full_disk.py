"""The disk fills up: a typed error says so, what was there stays, and writing goes on once there is room."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.clock import ManualClock
from services.drafts import DraftRepository
from services.errors import StorageFullError
from services.models.request import Draft
from services.registry import KINDS
from services.saver import Saver
from services.vault import FileKeystore, ProfileStore, Vault

pytestmark = pytest.mark.fault

BIG = {"text": "x" * 20_000}


@pytest.fixture
def profiles(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path, FileKeystore(tmp_path / "keystore"), ManualClock(), kinds=KINDS)


@pytest.fixture
def vault(profiles: ProfileStore) -> Iterator[Vault]:
    vault = profiles.open(profiles.create("Amina Benali").id)
    with vault.transaction() as tx:
        for record_id in ("a", "b"):
            tx.put("draft", record_id, {"text": "before"}, head={"text": "before"}, state="waiting")
    yield vault
    vault.close()


@contextmanager
def full(vault: Vault) -> Iterator[None]:
    """Give the database no more pages, as on a full disk."""
    connection = vault._connection()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}")
    yield
    connection.execute("PRAGMA max_page_count=1073741823")


def intact(vault: Vault) -> None:
    assert vault.ids("draft") == {"a", "b"}
    assert [head.head for head in vault.heads("draft")] == [{"text": "before"}] * 2
    assert [vault.get("draft", record_id) for record_id in "ab"] == [{"text": "before"}] * 2
    assert not vault.damaged()


def write_more(vault: Vault) -> None:
    with vault.transaction() as tx:
        tx.put("draft", "a", {"text": "after"})
        tx.put("draft", "c", BIG)


def write_regardless(vault: Vault) -> None:
    with vault.transaction() as tx:
        with contextlib.suppress(StorageFullError):
            tx.put("draft", "c", BIG)
        tx.set_state("draft", "a", "sent")


def test_a_transaction_that_does_not_fit_leaves_nothing(vault: Vault) -> None:
    with full(vault):
        with pytest.raises(StorageFullError):
            write_more(vault)
        intact(vault)
    with vault.transaction() as tx:
        tx.put("draft", "c", BIG)
    assert vault.get("draft", "c") == BIG


def test_going_on_in_spite_of_it_writes_nothing_either(vault: Vault) -> None:
    # SQLite may have rolled back by itself: what follows must not be written outside of the transaction.
    with full(vault):
        with pytest.raises(ValueError, match="over"):
            write_regardless(vault)
        intact(vault)
        assert {head.state for head in vault.heads("draft")} == {"waiting"}


def test_versions_that_were_not_committed_do_not_open_old_rows(vault: Vault) -> None:
    with full(vault):
        for _ in range(3):
            with pytest.raises(StorageFullError), vault.transaction() as tx:
                tx.put("draft", "c", BIG)
    for record_id in ("c", "d"):
        with vault.transaction() as tx:
            tx.put("draft", record_id, BIG)
    (versions,) = vault._connection().execute("SELECT count(DISTINCT version) FROM record").fetchone()
    assert versions == 4
    assert [head.id for head in vault.heads("draft")] == ["d", "c", "b", "a"]


def test_the_saver_says_it_and_saves_once_there_is_room(vault: Vault) -> None:
    jobs: list[object] = []
    errors: list[Exception] = []
    saver = Saver(DraftRepository(vault).save, on_error=errors.append, later=lambda _, job: jobs.append(job))
    draft = Draft("c", "sick_leave", "1", "fr", "", "", {"text": "x" * 20_000})
    with full(vault):
        saver.changed(draft)
        jobs.pop()()  # type: ignore[operator]
        assert [type(error) for error in errors] == [StorageFullError]
    jobs.pop()()  # type: ignore[operator]
    assert saver.is_saved
    assert DraftRepository(vault).get("c") == draft


LIMITED = """
    import resource, sys
    from pathlib import Path
    from services.clock import SystemClock
    from services.errors import StorageFullError
    from services.registry import KINDS
    from services.vault import FileKeystore, ProfileStore

    home, profile_id = Path(sys.argv[1]), sys.argv[2]
    profiles = ProfileStore(home, FileKeystore(home / "keystore"), SystemClock(), kinds=KINDS)
    vault = profiles.open(profile_id)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    def refused(act):
        try:
            act()
        except StorageFullError:
            print("full")

    def write():
        with vault.transaction() as tx:
            tx.put("draft", "a", {"text": "after"})
            for number in range(100):
                tx.put("draft", str(number), {"text": "x" * 20_000})

    refused(write)
    refused(lambda: vault.attachments.put("photo", [b"x" * 1_000_000]))
    print(vault.attachments.exists("photo"), sorted(vault.ids("draft")), vault.get("draft", "a"))
    with vault.transaction() as tx:
        tx.put("draft", "small", {"text": "still fits"})
    vault.close()
"""


def test_a_limit_of_the_system(profiles: ProfileStore, tmp_path: Path) -> None:
    # Writes that the kernel refuses, for the database and for an attachment.
    if os.name != "posix":
        pytest.skip("there are no such limits on Windows")
    profile = profiles.create("Amina Benali")
    vault = profiles.open(profile.id)
    with vault.transaction() as tx:
        tx.put("draft", "a", {"text": "before"})
    vault.close()
    command = [sys.executable, "-c", textwrap.dedent(LIMITED), str(tmp_path), profile.id]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["full", "full", "False ['a'] {'text': 'before'}"]
    vault = profiles.open(profile.id)
    assert vault.get("draft", "a") == {"text": "before"}
    assert vault.get("draft", "small") == {"text": "still fits"}
    assert vault.attachments.sweep(set, 0.0) == []
    assert not [*(tmp_path / "profiles" / profile.id / "attachments").glob("*")]
    vault.close()
