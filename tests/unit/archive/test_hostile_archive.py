"""An archive that is damaged, made up, or of a newer version brings nothing in."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.archive import export_archive, import_archive, importing
from services.archive.age import AgeWriter
from services.archive.layout import archived
from services.errors import ArchiveError
from services.models.outbox import SendState
from services.registry import KINDS
from services.requests import REQUEST
from tests.examples import examples
from tests.manual_clock import ManualClock
from tests.memory_store import InMemoryRecordStore
from tests.newer import by_newer_version
from tests.unit.archive.device import SECRET, Device, Entries, packed, refused, with_line


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
    with by_newer_version(device.store, "appointment"), device.store.transaction() as tx:
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


@pytest.mark.parametrize("make", ["memory"], indirect=True)  # it is refused before a store sees it
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
    # Later it would stop a list, or tidying up.
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
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_change_inside_is_refused_or_harmless(entries: Entries, data: st.DataObject) -> None:
    # Somebody who has the passphrase changed a file that is handed over with it.
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
    store = InMemoryRecordStore(KINDS)
    try:
        import_archive(store, sealed, SECRET)
    except ArchiveError:
        assert not any(store.ids(kind) for kind in archived(KINDS))
        assert store.attachments.files == {}
