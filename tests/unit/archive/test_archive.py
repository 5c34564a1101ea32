"""All data out, and in again on another device: the same, once, or nothing at all."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.archive import Imported, export_archive, import_archive, importing
from services.archive.age import AgeReader, AgeWriter
from services.archive.layout import SHAPES
from services.clock import ManualClock
from services.errors import ArchiveError
from services.models.outbox import SendState
from services.models.person import Profile
from services.outbox.policy import FROM_ARCHIVE
from services.outbox.queue import SendQueue
from services.requests import REQUEST, NotReopenableError
from services.vault import Head, InMemoryRecordStore, RecordStore, Vault
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry, Trouble

SECRET = "une phrase assez longue"
PAGE = b"%PDF-1.4\n" + bytes(range(256)) * 3000


class Device:
    def __init__(self, store: RecordStore, ministry: ModelMinistry) -> None:
        self.clock = ManualClock()
        self.store = store
        self.desk = Desk(store, self.clock, ministry)

    def export(self, path: Path) -> Path:
        export_archive(
            self.store, path, SECRET, name="Amina Benali", clock=self.clock, readme="Lisez-moi", work=2
        )
        return path

    def bring_in(self, path: Path) -> Imported:
        with path.open("rb") as source:
            return import_archive(self.store, source, SECRET)

    def send_held(self) -> None:
        """The person says that what came unsent is sent from here."""
        for head in self.held():
            SendQueue(self.store).let_go(head.kind, head.id)
            SendQueue(self.store).move(head.kind, head.id, (SendState.HELD,), SendState.WAITING)

    def held(self) -> list[Head]:
        return SendQueue(self.store).held_for(FROM_ARCHIVE)

    def all(self) -> dict[tuple[str, str], Any]:
        return {
            (kind, head.id): (self.store.get(kind, head.id), head.head, head.state)
            for kind in SHAPES
            for head in self.store.heads(kind)
        }


@pytest.fixture
def ministry() -> ModelMinistry:
    return ModelMinistry()


@pytest.fixture(params=["memory", "vault"])
def make(
    request: pytest.FixtureRequest, tmp_path: Path, ministry: ModelMinistry
) -> Iterator[Callable[[], Device]]:
    stores: list[RecordStore] = []

    def device() -> Device:
        if request.param == "memory":
            stores.append(InMemoryRecordStore())
        else:
            folder = tmp_path / f"profile-{len(stores)}"
            Vault.create(folder, f"{len(stores)}" * 32)
            stores.append(Vault(Profile(f"{len(stores)}" * 32, "Amina Benali"), folder, bytes(32)))
        return Device(stores[-1], ministry)

    yield device
    for store in stores:
        store.close()


@pytest.fixture
async def first(make: Callable[[], Device], ministry: ModelMinistry) -> Device:
    """A device with something of everything: sent, refused, waiting, being written."""
    device = make()
    desk = device.desk
    desk.send_new(b"%PDF-1.4 sent")
    await desk.drain()
    ministry.troubles.append(Trouble.REFUSED)
    desk.send_new()
    await desk.drain()
    desk.write(PAGE, text="not sent yet")
    desk.send_new()
    desk.messages.send("case", "marhaba مرحبا", "ar")
    desk.replies.send("case", "ask", [desk.attach(b"%PDF-1.4 reply")])
    return device


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
    assert not await second.desk.outbox.cancel(REQUEST, request_id)
    with pytest.raises(NotReopenableError):
        second.desk.requests.withdraw(request_id)
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


Entries = dict[str, bytes]


@pytest.fixture
def entries(first: Device, tmp_path: Path) -> Entries:
    path = first.export(tmp_path / "whole.age")
    with path.open("rb") as file, zipfile.ZipFile(io.BufferedReader(AgeReader(file, SECRET))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(entries: Entries, also: Callable[[zipfile.ZipFile], None] = lambda _: None) -> io.BytesIO:
    target = io.BytesIO()
    writer = AgeWriter(target, SECRET, work=2)
    with zipfile.ZipFile(writer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        also(archive)
    writer.finish()
    return target


def refused(device: Device, source: io.BytesIO) -> str:
    with pytest.raises(ArchiveError) as caught:
        import_archive(device.store, source, SECRET)
    assert device.all() == {}
    assert device.store.attachments.sweep(set, 0.0) == []
    return caught.value.reason


def with_line(entries: Entries, kind: str, change: Callable[[dict[str, Any]], None]) -> Entries:
    lines = entries[f"records/{kind}.jsonl"].splitlines()
    record = json.loads(lines[0])
    change(record)
    return {**entries, f"records/{kind}.jsonl": b"\n".join([json.dumps(record).encode(), *lines[1:]]) + b"\n"}


@pytest.mark.parametrize(
    "name", ["../../escape", "/etc/passwd", "documents/../x.pdf", "records/draft.exe", "C:\\x"]
)
def test_a_name_that_leads_elsewhere_is_refused(
    make: Callable[[], Device], entries: Entries, name: str
) -> None:
    assert refused(make(), packed({**entries, name: b"x"})) == "damaged"


def test_what_a_newer_version_wrote_is_not_taken_along_in_silence(
    make: Callable[[], Device], tmp_path: Path
) -> None:
    device = make()
    with device.store.transaction() as tx:
        tx.put("comfort", "self", {})
        for record_id in ("a", "b"):
            tx.put("appointment", record_id, {})
    exported = export_archive(
        device.store, tmp_path / "archive.age", SECRET, name="Amina", clock=ManualClock(), work=2
    )
    assert (exported.records, exported.unknown, exported.left_out) == (1, 2, [])


def test_an_archive_of_a_newer_version_is_left_alone(make: Callable[[], Device], entries: Entries) -> None:
    manifest = json.loads(entries["manifest.json"]) | {"version": 2, "new": True}
    changed = {**entries, "manifest.json": json.dumps(manifest).encode(), "new/thing": b""}
    assert refused(make(), packed(changed)) == "too_new"


@pytest.mark.parametrize("what", ["format", "missing", "no_zip"])
def test_what_is_no_archive(make: Callable[[], Device], entries: Entries, what: str) -> None:
    if what == "no_zip":
        target = io.BytesIO()
        writer = AgeWriter(target, SECRET, work=2)
        writer.write(b"no ZIP at all")
        writer.finish()
        assert refused(make(), target) == "damaged"
        return
    rest = {name: content for name, content in entries.items() if name != "manifest.json"}
    more = {"manifest.json": b'{"format": "other"}'} if what == "format" else {}
    assert refused(make(), packed({**rest, **more})) == "not_an_archive"


def test_bombs_are_not_unpacked(
    make: Callable[[], Device], entries: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(make(), packed({**entries, "records/draft.jsonl": b"[" * 10_000_000})) == "too_large"
    monkeypatch.setattr(importing, "MOST_BYTES", 100_000)
    assert refused(make(), packed(entries)) == "too_large"
    monkeypatch.undo()
    monkeypatch.setattr(importing, "MOST_ENTRIES", 3)
    assert refused(make(), packed(entries)) == "too_large"


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.update(id="other"),
        lambda record: record.update(id="../x"),
        lambda record: record["body"].clear(),
        lambda record: record["head"].clear(),
        lambda record: record.update(state="flying"),
        lambda record: record.update(state=None),
        lambda record: record.update(attempts=-1),
        lambda record: record.update(attempts=2**70),
        lambda record: record["head"].update(extra=2**70),
        lambda record: record.pop("body"),
    ],
)
def test_a_record_that_the_app_could_not_have_kept_is_refused(
    make: Callable[[], Device], entries: Entries, change: Callable[[dict[str, Any]], None]
) -> None:
    assert refused(make(), packed(with_line(entries, "request", change))) == "damaged"


def test_a_reply_without_a_state_is_refused(make: Callable[[], Device], entries: Entries) -> None:
    without = with_line(entries, "reply", lambda record: record.pop("state"))
    assert refused(make(), packed(without)) == "damaged"


def test_what_lost_its_state_goes_along(first: Device, make: Callable[[], Device], tmp_path: Path) -> None:
    with first.store.transaction() as tx:
        for head in first.store.heads(REQUEST):
            tx.set_state(REQUEST, head.id, None)
    second = make()
    second.bring_in(first.export(tmp_path / "archive.age"))
    assert second.store.ids(REQUEST) == first.store.ids(REQUEST)
    assert {each.sending.state for each in second.desk.requests.list()} == {
        SendState.SENT,
        SendState.NEEDS_ATTENTION,
    }


ODD_MOMENTS = [
    "yesterday",
    "",
    "2026-01-01",
    "2026-01-01T00:00:00",
    "20260101T000000Z",
    "2026-13-01T00:00:00Z",
]


@pytest.mark.parametrize("moment", [*ODD_MOMENTS, "2026-W01-1T00:00:00Z", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("document", ("body", "added_at")),
        ("draft", ("body", "created_at")),
        ("draft", ("head", "updated_at")),
        ("request", ("head", "saved_at")),
        ("request", ("head", "receipt", "received_at")),
        ("request", ("body", "request", "created_at")),
        ("message", ("body", "message", "sent_at")),
    ],
)
def test_a_moment_that_no_clock_tells_is_refused(
    make: Callable[[], Device], entries: Entries, kind: str, place: tuple[str, ...], moment: str
) -> None:
    """Later it would stop a list, or tidying up."""

    def change(record: dict[str, Any]) -> None:
        for key in place[:-1]:
            record = record[key]
        assert place[-1] in record
        record[place[-1]] = moment

    assert refused(make(), packed(with_line(entries, kind, change))) == "damaged"


def test_the_moment_of_a_trouble_is_looked_at_too(make: Callable[[], Device], entries: Entries) -> None:
    troubles = [{"problem": "refused", "since": "yesterday", "attempt": 1}]
    changed = with_line(entries, "reply", lambda record: record["head"].update(troubles=troubles))
    assert refused(make(), packed(changed)) == "damaged"
    troubles[0]["since"] = "2026-01-01T00:00:00.25+01:00"
    changed = with_line(entries, "reply", lambda record: record["head"].update(troubles=troubles))
    assert import_archive(make().store, packed(changed), SECRET).added


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("is_broken", [False, True])
def test_other_ways_of_packing_are_refused(
    make: Callable[[], Device], entries: Entries, way: int, is_broken: bool
) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", way) as archive:
        for name, each in entries.items():
            archive.writestr(name, each)
    raw = bytearray(content.getvalue())
    if is_broken:
        # In the first of them, behind its header.
        for place in range(40, 80):
            raw[place + len(next(iter(entries)))] ^= 0x55
    target = io.BytesIO()
    writer = AgeWriter(target, SECRET, work=2)
    writer.write(bytes(raw))
    writer.finish()
    assert refused(make(), target) == "damaged"


def test_a_paper_that_is_not_the_announced_one_is_refused(
    make: Callable[[], Device], entries: Entries
) -> None:
    name = next(name for name in entries if name.startswith("documents/"))
    assert refused(make(), packed({**entries, name: b"%PDF-1.4 other"})) == "damaged"
    assert refused(make(), packed({**entries, name: entries[name] + b"x"})) == "damaged"
    del entries[name]
    assert refused(make(), packed(entries)) == "damaged"


def test_the_same_name_twice_is_refused(make: Callable[[], Device], entries: Entries) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = packed(entries, lambda archive: archive.writestr("records/draft.jsonl", b""))
    assert refused(make(), twice) == "damaged"


@given(data=st.data())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_change_inside_is_refused_or_harmless(entries: Entries, data: st.DataObject) -> None:
    """By one who has the passphrase: a file handed over with it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    raw = bytearray(target.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        noise = data.draw(st.binary(min_size=1, max_size=6))
        raw[at : at + len(noise)] = noise
    sealed = io.BytesIO()
    writer = AgeWriter(sealed, SECRET, work=2)
    writer.write(raw)
    writer.finish()
    store = InMemoryRecordStore()
    try:
        import_archive(store, sealed, SECRET)
    except ArchiveError:
        assert not any(store.ids(kind) for kind in SHAPES)
        assert store.attachments.files == {}


def crafted(count: int, *, said: int | None = None, zip64: bool = False, tail: bytes = b"") -> io.BytesIO:
    """An archive of so many entries, which says that it has `said`."""
    central = b"".join(
        struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, 21, *[0] * 6)
        + b"documents/%07d.pdf" % number
        for number in range(count)
    )
    told, size, at = count if said is None else said, len(central), 51
    local = (
        struct.pack("<4s2B4HL2L2H", b"PK\3\4", 20, 0, 0, 0, 0, 33, 0, 0, 0, 21, 0) + b"documents/0000000.pdf"
    )
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, min(told, 0xFFFF), min(told, 0xFFFF), size, at, 0)
    if zip64:
        end = (
            struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, told, told, size, at)
            + struct.pack("<4sLQL", b"PK\6\7", 0, at + size, 1)
            + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
        )
    target = io.BytesIO()
    writer = AgeWriter(target, SECRET, work=2)
    writer.write(local + central + end + tail)
    writer.finish()
    return target


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (lambda: crafted(60_000), "too_large"),
        (lambda: crafted(200_000, zip64=True), "too_large"),
        (lambda: crafted(200_000, said=3), "too_large"),
        (lambda: crafted(200_000, said=3, zip64=True), "too_large"),
        (lambda: crafted(20_001, said=20_000), "too_large"),
        (lambda: crafted(10, said=3), "damaged"),
        (lambda: crafted(3, said=10), "damaged"),
        (lambda: crafted(3, said=2**63, zip64=True), "too_large"),
        (lambda: crafted(3, tail=b"x"), "damaged"),
        (lambda: crafted(3, tail=b"PK\5\6" + bytes(18)), "damaged"),
    ],
)
def test_many_entries_are_refused_before_they_are_read(
    monkeypatch: pytest.MonkeyPatch, source: Callable[[], io.BytesIO], reason: str
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("zipfile was asked")

    monkeypatch.setattr(zipfile, "ZipFile", read)
    with pytest.raises(ArchiveError) as caught:
        import_archive(InMemoryRecordStore(), source(), SECRET)
    assert caught.value.reason == reason


def test_an_archive_with_zip64_is_read(
    make: Callable[[], Device], entries: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)
    source = packed(entries)
    monkeypatch.undo()
    assert import_archive(make().store, source, SECRET).documents == 3


def test_a_manifest_that_promises_more_than_anybody_has_is_refused(
    make: Callable[[], Device], entries: Entries
) -> None:
    manifest = json.loads(entries["manifest.json"])
    for records, reason in (({"draft": 10**9}, "too_large"), ({"draft": -1, "request": 1}, "damaged")):
        changed = {**entries, "manifest.json": json.dumps({**manifest, "records": records}).encode()}
        assert refused(make(), packed(changed)) == reason
    twice = {**manifest, "documents": manifest["documents"] * 2}
    assert refused(make(), packed({**entries, "manifest.json": json.dumps(twice).encode()})) == "damaged"
