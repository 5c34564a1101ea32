"""Writing an archive."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from services import codec
from services.archive import age
from services.archive.layout import (
    EXTENSIONS,
    FORMAT,
    MANIFEST,
    README,
    VERSION,
    Manifest,
    PaperEntry,
    Record,
    archived,
)
from services.clock import Clock, rfc3339
from services.errors import DamagedRecordError
from services.kinds import Archived
from services.outbox.states import lost
from services.vault import durable
from services.vault.interface import Head, RecordStore

LEAST_PASSPHRASE = 12
"""Characters. An archive can be tried against for ever, with no device secret in the way."""
_STEP = 256 * 1024


@dataclass(slots=True)
class Exported:
    """What went into an archive."""

    records: int = 0
    documents: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """Kind and id of what does not open on this device either."""
    unknown: int = 0
    """Records of kinds that this version does not know: it cannot say what belongs to them."""


def export_archive(
    store: RecordStore,
    path: Path,
    passphrase: str,
    *,
    name: str,
    clock: Clock,
    readme: str = "",
    work: int = age.WORK,
) -> Exported:
    """Write all data of an open profile into one file. Blocks.

    The file is there whole or not at all. `name` is the profile's; `readme` goes into the archive for people who unpack
    it without this program. The profile's other writes wait while its records are read, about a second for 10,000.

    Raises `ValueError` for a passphrase of less than 12 characters, `StorageFullError`, `VaultError`.
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        raise ValueError("a passphrase of an archive needs 12 characters")
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{durable.PART_SUFFIX}")
    with durable.disk_errors():
        try:
            with os.fdopen(durable.create(part), "wb") as file:
                exported = _write(store, file, passphrase, name, rfc3339(clock.now()), readme, work)
                file.flush()
                durable.sync(file.fileno())
            part.replace(path)
        finally:
            durable.discard(part)
        durable.sync_folder(path.parent)
    return exported


def _write(
    store: RecordStore, file: BinaryIO, passphrase: str, name: str, now: str, readme: str, work: int
) -> Exported:
    exported = Exported()
    sealed = age.AgeWriter(file, passphrase, work=work)
    counts: dict[str, int] = {}
    papers: list[PaperEntry] = []
    with zipfile.ZipFile(cast("BinaryIO", sealed), "w", zipfile.ZIP_DEFLATED) as archive:
        if readme:
            archive.writestr(README, readme)
        with store.transaction():
            for kind, shape in archived(store.kinds).items():
                counts[kind] = _write_records(store, archive, kind, shape, exported)
            unknown = store.census().keys() - store.kinds.keys()
            exported.unknown = sum(len(store.ids(kind)) for kind in unknown)
        with_files = [kind.name for kind in store.kinds.values() if kind.has_file]
        for head in [head for kind in with_files for head in store.heads(kind)]:
            try:
                papers.append(_write_paper(store, archive, head))
            except (DamagedRecordError, FileNotFoundError):
                exported.left_out.append((head.kind, head.id))
        manifest = Manifest(FORMAT, VERSION, now, name, counts, papers)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    sealed.finish()
    exported.records, exported.documents = sum(counts.values()), len(papers)
    return exported


def _write_records(
    store: RecordStore, archive: zipfile.ZipFile, kind: str, shape: Archived, exported: Exported
) -> int:
    count = 0
    heads = store.heads(kind)
    exported.left_out += [(kind, id_) for id_ in store.ids(kind) - {head.id for head in heads}]
    with archive.open(f"records/{kind}.jsonl", "w") as lines:
        for head in reversed(heads):
            try:
                body = store.get(kind, head.id)
            except DamagedRecordError:
                exported.left_out.append((kind, head.id))
                continue
            if body is not None:
                told = head.head if shape.spelled_out is None else shape.spelled_out(head.head)
                state = lost(head).state if store.kinds[kind].is_sent and head.state is None else head.state
                lines.write(_line(Record(head.id, told, body, state, head.attempts)))
                count += 1
    return count


def _write_paper(store: RecordStore, archive: zipfile.ZipFile, head: Head) -> PaperEntry:
    body = store.get(head.kind, head.id) or {}
    media_type = str({**body, **body.get("paper", {})}.get("media_type", ""))
    path = f"documents/{head.id}.{EXTENSIONS.get(media_type, 'bin')}"
    digest, size = hashlib.sha256(), 0
    with store.attachments.open(head.id) as source:
        # Photographs and PDFs are compressed already; stored, they can be cut out of the archive by hand.
        entry = zipfile.ZipInfo(path)
        with archive.open(entry, "w") as target:
            for piece in _pieces(source):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
    return PaperEntry(head.id, path, size, digest.hexdigest())


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(_STEP):
        yield piece


def _line(record: Record) -> bytes:
    told: dict[str, Any] = codec.unstructure(record)
    try:
        return (json.dumps(told, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        # Half a character, as a broken paste leaves it, has no UTF-8; escaped it comes back as it was.
        return (json.dumps(told) + "\n").encode()
