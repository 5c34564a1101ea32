"""All data out, and in again on another device: the same, once, or nothing at all."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from services.archive import export_archive, import_archive
from services.archive.age import AgeReader
from services.errors import NotReopenableError
from services.models.outbox import SendState
from services.outbox.policy import FROM_ARCHIVE
from services.outbox.queue import SendQueue
from services.requests import REQUEST
from tests.manual_clock import ManualClock
from tests.unit.archive.device import PAGE, SECRET, Device, Entries, packed
from tests.unit.outbox.model import ModelMinistry


async def test_another_device_has_all_of_it(
    first: Device, make: Callable[[], Device], tmp_path: Path
) -> None:
    path = first.export(tmp_path / "archive.age")
    second = make()
    imported = second.bring_in(path)
    assert imported.held == len(second.held()) == 3
    second.send_held()
    assert second.all() == first.all()
    assert imported.added == len(first.all())
    assert imported.documents == 3
    for document in first.desk.documents.list():
        with (
            first.desk.documents.open(document.id) as ours,
            second.desk.documents.open(document.id) as theirs,
        ):
            assert ours.read() == theirs.read()
    assert list(tmp_path.glob("*.part")) == []


async def test_a_case_stands_in_it_as_in_those_of_earlier_versions(
    make: Callable[[], Device], entries: Entries
) -> None:
    # An import makes what lists show from the body.
    record = json.loads(entries["records/case.jsonl"])
    assert record["head"] == {"updated_at": "2026-01-04T09:00:00Z"}
    second = make()
    import_archive(second.store, packed(entries), SECRET)
    (case,) = second.desk.cases.listed()
    assert (case.is_decided, case.unread_decision, case.open_asks) == (True, False, [])
    assert case.decision is not None
    assert case.decision.appeals == ["appeal"]


async def test_twice_is_once(first: Device, make: Callable[[], Device], tmp_path: Path) -> None:
    path = first.export(tmp_path / "archive.age")
    second = make()
    second.bring_in(path)
    before = second.all()
    imported = second.bring_in(path)
    assert (imported.added, imported.documents) == (0, 0)
    assert imported.known == len(before)
    assert second.all() == before
    assert first.bring_in(path).added == 0


@pytest.mark.parametrize("state", [SendState.WAITING, SendState.SENDING, SendState.NEEDS_SIGN_IN])
async def test_what_was_to_be_sent_waits_for_the_person(
    make: Callable[[], Device], ministry: ModelMinistry, tmp_path: Path, state: SendState
) -> None:
    device, second = make(), make()
    request_id = device.desk.send_new()
    with device.store.transaction() as tx:
        tx.set_state(REQUEST, request_id, state)
    assert second.bring_in(device.export(tmp_path / "archive.age")).held == 1
    second.desk.outbox.wake_signed_in()
    await second.desk.drain(seconds=4000)
    assert ministry.effects == {}
    assert (second.desk.state(request_id), second.desk.problem(request_id)) == (SendState.HELD, FROM_ARCHIVE)
    await second.desk.outbox.resume(REQUEST, request_id)
    await second.desk.drain()
    assert second.desk.state(request_id) is SendState.SENT
    assert list(ministry.effects.values()) == [1]


async def test_what_was_held_to_save_data_is_not_sent_by_another_choice(
    make: Callable[[], Device], ministry: ModelMinistry, tmp_path: Path
) -> None:
    device, second = make(), make()
    request_id = device.desk.send_new()
    (head,) = device.store.heads(REQUEST)
    SendQueue(device.store).hold_back(head)
    assert second.bring_in(device.export(tmp_path / "archive.age")).held == 1
    await second.desk.outbox.reconsider()
    await second.desk.drain()
    assert ministry.effects == {}
    assert second.desk.state(request_id) is SendState.HELD


async def test_what_waits_is_sent_once_from_both(
    first: Device, make: Callable[[], Device], ministry: ModelMinistry, tmp_path: Path
) -> None:
    path = first.export(tmp_path / "archive.age")
    second = make()
    second.bring_in(path)
    second.send_held()
    await first.desk.drain(seconds=4000)
    await second.desk.drain(seconds=4000)
    assert set(ministry.effects.values()) == {1}
    assert first.all() == second.all()


async def test_what_the_other_device_may_have_sent_is_no_draft_again(
    make: Callable[[], Device], ministry: ModelMinistry, tmp_path: Path
) -> None:
    device, second = make(), make()
    request_id = device.desk.send_new()
    path = device.export(tmp_path / "archive.age")
    second.bring_in(path)
    await device.desk.drain()
    with pytest.raises(NotReopenableError):
        second.desk.requests.reopen(request_id)
    assert second.desk.state(request_id) is SendState.HELD


async def test_a_draft_that_was_sent_meanwhile_does_not_come_back(
    make: Callable[[], Device], tmp_path: Path
) -> None:
    device, second = make(), make()
    draft = device.desk.write()
    early = device.export(tmp_path / "early.age")
    second.bring_in(early)
    device.desk.send(draft)
    assert device.bring_in(early).added == 0
    assert device.desk.drafts.get(draft.id) is None

    second.bring_in(device.export(tmp_path / "late.age"))
    assert second.desk.drafts.get(draft.id) is None
    assert second.desk.state(draft.id) is SendState.HELD


async def test_it_can_be_read_without_this_program(first: Device, tmp_path: Path) -> None:
    path = first.export(tmp_path / "archive.age")
    with path.open("rb") as file, zipfile.ZipFile(io.BufferedReader(AgeReader(file, SECRET))) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        messages = archive.read("records/message.jsonl").decode()
        papers = {paper["path"]: archive.read(paper["path"]) for paper in manifest["documents"]}
        assert archive.read("README.txt") == b"Lisez-moi"
    assert "مرحبا" in messages
    assert PAGE in papers.values()
    assert {path.rpartition(".")[2] for path in papers} == {"pdf"}
    assert b"Amina" not in path_bytes(tmp_path / "archive.age")


def path_bytes(path: Path) -> bytes:
    return path.read_bytes()


async def test_the_sign_in_does_not_travel(first: Device, make: Callable[[], Device], tmp_path: Path) -> None:
    with first.store.transaction() as tx:
        tx.put("token", "current", {"access": "secret"})
    second = make()
    second.bring_in(first.export(tmp_path / "archive.age"))
    assert second.store.ids("token") == set()


def test_a_passphrase_that_is_soon_tried_is_refused(make: Callable[[], Device], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="12"):
        export_archive(make().store, tmp_path / "a", "12345678901", name="", clock=ManualClock())
    assert list(tmp_path.glob("a*")) == []
