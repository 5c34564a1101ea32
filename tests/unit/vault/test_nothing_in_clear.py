"""After a busy session, no word of the person is in any byte under home, nor in any name there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.clock import ManualClock
from services.drafts import DraftRepository
from services.models.request import Draft
from services.registry import KINDS
from services.vault import FileKeystore, ProfileStore, Vault
from tests.unit.vault.conftest import CHEAP

WORDS = ["Amina Benali", "أمينة بن علي", "appareillage", "كرسي متحرك", "123456789012", "ordonnance.pdf"]
SECRET = "phrase très secrète"


def draft() -> Draft:
    return Draft(
        id="01920000-0000-7000-8000-000000000001",
        service_id="appareillage",
        form_version="1",
        language="ar",
        created_at="2026-01-04T09:00:00Z",
        updated_at="2026-01-04T09:00:00Z",
        inputs={f"question-{number}": word for number, word in enumerate(WORDS)},
    )


def work(vault: Vault) -> None:
    drafts = DraftRepository(vault)
    for _ in range(3):
        drafts.save(draft())
    with vault.transaction() as tx:
        tx.put("document", "photo", {"name": "ordonnance.pdf"}, head={"name": "ordonnance.pdf"})
        tx.put("token", "tokens", {"refresh": WORDS[4]}, head={"person": WORDS[0]}, state="waiting")
        tx.put("message", "1", {"text": WORDS[2]}, head={"case_id": WORDS[3], "read": False})
    vault.attachments.put("photo", [" ".join(WORDS).encode() * 50])
    vault.attachments.writer("cut").write(" ".join(WORDS).encode() * 50_000)
    drafts.delete(draft().id)
    drafts.save(draft())


def leaks(home: Path) -> list[str]:
    spellings = {
        (word, spelled)
        for word in [*WORDS, SECRET]
        for spelled in (
            word.encode(),
            word.encode("utf-16-le"),
            word.encode("utf-16-be"),
            json.dumps(word)[1:-1].encode(),
        )
    }
    found = []
    for path in home.rglob("*"):
        clear = str(path.relative_to(home)).encode() + (path.read_bytes() if path.is_file() else b"")
        found += [f"{word} in {path.name}" for word, spelled in spellings if spelled in clear]
    return found


@pytest.fixture
def profiles(tmp_path: Path) -> ProfileStore:
    return ProfileStore(
        tmp_path, FileKeystore(tmp_path / "keystore"), ManualClock(), stretching=CHEAP, kinds=KINDS
    )


@pytest.mark.parametrize("secret", [None, SECRET])
def test_open_and_closed(profiles: ProfileStore, tmp_path: Path, secret: str | None) -> None:
    profile = profiles.create(WORDS[0], secret)
    vault = profiles.open(profile.id, secret)
    work(vault)
    assert any(path.stat().st_size > 1000 for path in tmp_path.rglob("records.db-wal"))
    assert leaks(tmp_path) == []
    vault.close()
    profiles.rename(profile.id, WORDS[1])
    profiles.change_secret(profile.id, secret, SECRET)
    assert leaks(tmp_path) == []


def test_the_scan_would_find_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\0\1" + WORDS[1].encode("utf-16-le"))
    (tmp_path / "b").write_bytes(json.dumps({"name": WORDS[1]}).encode())
    (tmp_path / WORDS[5]).write_bytes(b"")
    assert len(leaks(tmp_path)) == 3


def test_errors_say_nothing(profiles: ProfileStore) -> None:
    vault = profiles.open(profiles.create(WORDS[0]).id)
    for body in ({"text": WORDS[1], "bad": object()}, {"text": 2**70}):
        with pytest.raises(TypeError) as caught, vault.transaction() as tx:
            tx.put("draft", "1", body)
        assert not any(word in repr(caught.value) for word in WORDS)
    with pytest.raises(ValueError, match="name") as refused, vault.transaction() as tx:
        tx.put("draft", WORDS[0], {})
    assert WORDS[0] not in str(refused.value)
    vault.close()


def test_the_digest_of_a_parent_says_neither_which_nor_in_whose_profile(profiles: ProfileStore) -> None:
    # The same case has another one for its replies, and in another profile; a message has one as any other.
    digests: list[bytes] = []
    for name in (WORDS[0], WORDS[1]):
        vault = profiles.open(profiles.create(name).id)
        for kind, record_id, case_id in (("message", "1", "a"), ("message", "2", "b"), ("reply", "3", "a")):
            with vault.transaction() as tx:
                tx.put(kind, record_id, {}, head={"case_id": case_id})
        rows = vault._connection().execute("SELECT parent FROM record WHERE parent IS NOT NULL").fetchall()
        digests += [digest for (digest,) in rows]
        vault.close()
    assert len({*digests}) == len(digests) == 6
    assert {len(digest) for digest in digests} == {16}
