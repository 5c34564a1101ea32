"""The object store stops: requests are taken, papers wait in the database, and go over once it is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ministry import blobs, content
from ministry.app import create_app
from ministry.auth.people import enrolment
from ministry.blobs import BlobStoreError
from ministry.content import WaitingContent
from ministry.server import open_ministry
from ministry.settings import Settings
from tests.blocking import BlockingMinistry
from tests.contract.conftest import AMINA, CATALOGUE, MovingClock, TestClient, World, problem
from tests.object_store import ObjectStore
from tests.postgres import database_of, written


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    """An object store that the test stops."""
    started = ObjectStore(tmp_path / "store")
    started.start()
    for name, value in started.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(blobs, "_REST_SECONDS", 0.1)
    yield started
    started.stop()


@pytest.fixture
def world(tmp_path: Path, store: ObjectStore, clock: MovingClock) -> Iterator[World]:
    settings = Settings(
        data=tmp_path / "ministry",
        database_url=database_of(tmp_path / "ministry"),
        blobs=store.url("away"),
        jobs=False,
    )
    opened = BlockingMinistry(open_ministry(settings, clock, CATALOGUE))
    with written(opened.context.database) as session:
        session.execute(enrolment(AMINA, clock()))
    app = create_app(opened.real)
    with TestClient(app, base_url="http://ministry", raise_server_exceptions=False) as http:
        yield World(opened, app, http, clock)
    opened.close()


def waiting(world: World) -> int:
    with written(world.ministry.context.database) as session:
        return session.scalar(select(func.count()).select_from(WaitingContent)) or 0


def brought(world: World) -> bool:
    world.ministry.content.bring()
    return waiting(world) == 0


def in_time(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    return is_so()


def test_no_transaction_waits_for_a_store_that_does_not_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    monkeypatch.setattr(blobs.BlobStore, "_has", lambda *_: answers.wait(60))
    monkeypatch.setattr(content, "_ASK_SECONDS", 0.1)
    try:
        began = time.monotonic()
        world.upload(b"%PDF-1.7 it is put, and not told of")
        assert time.monotonic() - began < 30
        assert waiting(world) == 1
    finally:
        answers.set()


def letter_of(world: World, case_id: str) -> str:
    [paper] = world.get(f"/v1/cases/{case_id}").json()["decision"]["papers"]
    return f"/v1/cases/{case_id}/papers/{paper['id']}"


def test_what_comes_while_it_is_away_waits_and_goes_over(world: World, store: ObjectStore) -> None:
    world.bearer()
    store.stop()
    case_id = world.sent("reimbursement")
    papers = waiting(world)
    assert papers > 0, "its papers"
    world.ministry.desk.decide(case_id, "accepted", "Conforme.")
    assert waiting(world) == papers + 1, "its letter"
    letter = world.get(letter_of(world, case_id)).content
    assert letter.startswith(b"%PDF-"), "what waits can be read"
    store.start()
    assert in_time(lambda: brought(world))
    digest = sha256(letter).hexdigest()
    kept = store.client("away").get(f"{digest[:2]}/{digest[2:]}")
    assert bytes(kept.bytes()) == letter
    assert in_time(lambda: world.get(letter_of(world, case_id)).content == letter)


def test_what_it_has_is_said_to_be_away_with_it(world: World, store: ObjectStore) -> None:
    case_id = world.sent()
    world.ministry.desk.decide(case_id, "accepted", "Conforme.")
    path = letter_of(world, case_id)
    letter = world.get(path).content
    assert letter.startswith(b"%PDF-")
    store.stop()
    answer = world.get(path)
    assert (answer.status_code, problem(answer)) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert world.get(f"/v1/cases/{case_id}").status_code == 200
    assert world.http.get("/readyz").status_code == 200, "requests are still taken"
    store.start()
    assert in_time(lambda: world.get(path).content == letter)


def test_an_upload_that_is_ended_while_it_is_away_is_swept_later(world: World, store: ObjectStore) -> None:
    document = world.upload(b"%PDF-1.7 nothing names it")
    store.stop()
    ended = world.http.delete(
        f"/v1/uploads/{document['document_id']}", headers={**world.bearer(), "Tus-Resumable": "1.0.0"}
    )
    assert ended.status_code == 204
    with pytest.raises(BlobStoreError):
        world.ministry.content.sweep()
    store.start()
    assert in_time(lambda: swept(world) and left(store, document["sha256"])), "it is no hour old yet"


def swept(world: World) -> bool:
    try:
        world.ministry.content.sweep()
    except BlobStoreError:
        return False
    return True


def left(store: ObjectStore, digest: str) -> bool:
    return store.client("away").head(f"{digest[:2]}/{digest[2:]}")["size"] > 0


def test_while_it_is_away_nobody_waits_for_it(world: World, store: ObjectStore) -> None:
    # It is asked now and then; persons who come between are not held up.
    now = 0.0
    kept = blobs.blob_store(store.url("away"), Path())
    kept._monotonic = lambda: now
    store.stop()

    def ask() -> str:
        with pytest.raises(BlobStoreError) as error:
            kept._get("a" * 64)
        return str(error.value)

    first = ask()
    assert ask() != first
    now = blobs._REST_SECONDS
    assert ask() == first
    store.start()
    now = 2 * blobs._REST_SECONDS
    assert not kept._has("aa/" + "a" * 62)
