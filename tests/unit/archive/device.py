"""A device whose data go out and come in, and archives that were changed on their way."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.archive import Imported, export_archive, import_archive
from services.archive.age import AgeWriter
from services.archive.layout import archived
from services.clock import ManualClock
from services.errors import ArchiveError
from services.models.outbox import SendState
from services.outbox.policy import FROM_ARCHIVE
from services.outbox.queue import SendQueue
from services.vault import Head, RecordStore
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry

SECRET = "une phrase assez longue"
PAGE = b"%PDF-1.4\n" + bytes(range(256)) * 3000
Entries = dict[str, bytes]


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
        """Send what came unsent, as the person says."""
        for head in self.held():
            SendQueue(self.store).let_go(head.kind, head.id)
            SendQueue(self.store).move(head.kind, head.id, (SendState.HELD,), SendState.WAITING)

    def held(self) -> list[Head]:
        return SendQueue(self.store).held_for(FROM_ARCHIVE)

    def all(self) -> dict[tuple[str, str], Any]:
        return {
            (kind, head.id): (self.store.get(kind, head.id), head.head, head.state)
            for kind in archived(self.store.kinds)
            for head in self.store.heads(kind)
        }


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
