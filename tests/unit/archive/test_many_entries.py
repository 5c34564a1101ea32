"""An archive of many entries is refused from its end record, before anything of it is read."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable

import pytest

from services.archive import import_archive
from services.archive.age import AgeWriter
from services.errors import ArchiveError
from services.registry import KINDS
from tests.memory_store import InMemoryRecordStore
from tests.unit.archive.device import SECRET, Device, Entries, packed, refused


def crafted(count: int, *, said: int | None = None, zip64: bool = False, tail: bytes = b"") -> io.BytesIO:
    """Make an archive of `count` entries, which says that it has `said`."""
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
        import_archive(InMemoryRecordStore(KINDS), source(), SECRET)
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
