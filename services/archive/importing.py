"""Bringing an archive in: looked at whole before anything is kept, then kept at one stroke."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from services import codec
from services.archive import age
from services.archive.endrecord import check_entries
from services.archive.layout import (
    FORMAT,
    MANIFEST,
    VERSION,
    Manifest,
    PaperEntry,
    Record,
    archived,
    check,
    is_entry,
)
from services.codec import ShapeError
from services.errors import ArchiveError
from services.kinds import Kind, Kinds
from services.models.outbox import SendState
from services.outbox.policy import DATA_SAVING, FROM_ARCHIVE
from services.outbox.states import PROBLEM
from services.vault.interface import RecordStore, Transaction

MOST_ENTRIES = 20_000
MOST_RECORDS = 200_000
MOST_BYTES = 4 * 1024**3
"""Unpacked, of all together."""
LONGEST_LINE = 4 * 1024 * 1024
"""Bytes of one record."""
LARGEST_MANIFEST = 16 * 1024 * 1024
LARGEST_PAPER = 64 * 1024 * 1024
_STEP = 256 * 1024
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The ways in which an archive may be packed."""
_BY_ITSELF = (SendState.WAITING, SendState.SENDING, SendState.NEEDS_SIGN_IN)
"""States that the worker takes, or takes once the person is signed in."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a way of packing that archives do not use
    RuntimeError,  # a password of the ZIP's own
    ValueError,
    KeyError,
)
"""What `zipfile` raises for a file that is none, or is not put together as an archive."""


@dataclass(slots=True)
class Imported:
    """What an archive brought."""

    added: int = 0
    """Records."""
    known: int = 0
    """Records that were here already, and stayed as they were."""
    documents: int = 0
    held: int = 0
    """Records that were to be sent there, and wait here for the person's word."""


def import_archive(store: RecordStore, source: BinaryIO, passphrase: str) -> Imported:
    """Add all data of an archive to an open profile, or nothing.

    Blocks. What is here already stays as it is, so that an archive brought in twice changes nothing the second time.
    What waited to be sent there is held here until the person says that it goes; sent from both, the ministry takes
    it once. It cannot be taken back any more, since the other device may have begun to send it.

    Raises `ArchiveError`, `StorageFullError`, `VaultError`. `source` has to be seekable.
    """
    reader = io.BufferedReader(age.AgeReader(source, passphrase))
    check_entries(reader, MOST_ENTRIES)
    with _broken_means_damaged():
        archive = zipfile.ZipFile(cast("BinaryIO", reader))
    with archive:
        with _broken_means_damaged():
            manifest = _look_through(archive, store.kinds)
        added = 0
        with ExitStack() as undo:
            for paper in manifest.documents:
                if not store.attachments.exists(paper.id):
                    _add_paper(store, archive, paper)
                    undo.callback(store.attachments.delete, paper.id)
                    added += 1
            imported = _add_records(store, archive, manifest, added)
            undo.pop_all()
        return imported


@contextmanager
def _broken_means_damaged() -> Iterator[None]:
    try:
        yield
    except (*_BROKEN, ShapeError) as error:
        raise ArchiveError("damaged") from error


def _look_through(archive: zipfile.ZipFile, kinds: Kinds) -> Manifest:
    names = _names(archive)
    # The version first: what else a newer one holds is not for this one to judge.
    told = codec.read_json(archive.read(MANIFEST))
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ArchiveError("not_an_archive")
    if isinstance(told.get("version"), int) and told["version"] > VERSION:
        raise ArchiveError("too_new")
    there = set(names)
    if len(there) != len(names) or not all(is_entry(name) for name in names):
        raise ArchiveError("damaged")
    manifest = codec.structure(told, Manifest)
    if any(count < 0 for count in manifest.records.values()):
        raise ArchiveError("damaged")
    if sum(manifest.records.values()) > MOST_RECORDS:
        raise ArchiveError("too_large")
    for kind, count in manifest.records.items():
        if kind not in archived(kinds) or sum(1 for _ in _records(archive, kinds[kind], count)) != count:
            raise ArchiveError("damaged")
    if len({paper.id for paper in manifest.documents}) != len(manifest.documents):
        raise ArchiveError("damaged")
    for paper in manifest.documents:
        _check_paper(paper, there)
    return manifest


def _names(archive: zipfile.ZipFile) -> list[str]:
    """List the names of the entries; check their size before unpacking."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise ArchiveError("too_large")
    if any(entry.compress_type not in _PACKED for entry in entries):
        # Whatever else `zipfile` unpacks raises errors of its own.
        raise ArchiveError("damaged")
    if MANIFEST not in names:
        raise ArchiveError("not_an_archive")
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise ArchiveError("too_large")
    return names


def _check_paper(paper: PaperEntry, names: set[str]) -> None:
    if paper.path not in names or not paper.path.startswith(f"documents/{paper.id}."):
        raise ArchiveError("damaged")
    if paper.size > LARGEST_PAPER:
        raise ArchiveError("too_large")


def _records(archive: zipfile.ZipFile, kind: Kind, most: int) -> Iterator[Record]:
    """Yield at most `most` records of a kind, each checked by `layout`."""
    seen: set[str] = set()
    with _broken_means_damaged(), archive.open(f"records/{kind.name}.jsonl") as lines:
        while line := lines.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise ArchiveError("too_large")
            record = codec.parse(line, Record)
            check(kind, record)
            if record.id in seen or len(seen) == most:
                raise ArchiveError("damaged")
            seen.add(record.id)
            yield record


def _add_paper(store: RecordStore, archive: zipfile.ZipFile, paper: PaperEntry) -> None:
    """Keep a file, before the record that names it."""
    with store.attachments.writer(paper.id) as writer:
        digest, size = hashlib.sha256(), 0
        for piece in _pieces(archive, paper):
            digest.update(piece)
            size += len(piece)
            writer.write(piece)
        if (size, digest.hexdigest()) != (paper.size, paper.sha256):
            raise ArchiveError("damaged")
        writer.commit()


def _pieces(archive: zipfile.ZipFile, paper: PaperEntry) -> Iterator[bytes]:
    with _broken_means_damaged(), archive.open(paper.path) as source:
        size = 0
        while piece := source.read(_STEP):
            size += len(piece)
            if size > paper.size:
                raise ArchiveError("damaged")
            yield piece


def _add_records(store: RecordStore, archive: zipfile.ZipFile, manifest: Manifest, papers: int) -> Imported:
    imported = Imported(documents=papers)
    with store.transaction() as tx:
        here = {kind: store.ids(kind) for kind in archived(store.kinds)}
        for kind in [store.kinds[name] for name in here if name in manifest.records]:
            for record in _records(archive, kind, manifest.records[kind.name]):
                if record.id in here[kind.name] or not _belongs(store, kind, record, here):
                    imported.known += 1
                    continue
                if kind.replaces is not None and record.id in here[kind.replaces]:
                    # It was sent from the other device: what is here is the draft of it.
                    tx.delete(kind.replaces, record.id)
                imported.held += _put(tx, kind, record)
                imported.added += 1
    return imported


def _belongs(store: RecordStore, kind: Kind, record: Record, here: dict[str, set[str]]) -> bool:
    later = [each.name for each in store.kinds.values() if each.replaces == kind.name]
    if any(record.id in here[name] for name in later):
        return False
    return not kind.has_file or store.attachments.exists(record.id)


def _put(tx: Transaction, kind: Kind, record: Record) -> bool:
    """Keep a record. True if it is held for the person's word."""
    if kind.sender is None or record.state is None:
        shape, head = kind.archived, record.head
        if shape is not None and shape.head_of is not None:
            head = shape.head_of(codec.structure(record.body, shape.body))
        tx.put(kind.name, record.id, record.body, head=head, state=record.state)
        return False
    held = record.state in _BY_ITSELF or record.head.get(PROBLEM) == DATA_SAVING
    state = SendState.HELD if held else record.state
    told = {**record.head, PROBLEM: FROM_ARCHIVE} if held else record.head
    tx.put(kind.name, record.id, record.body, head=told, state=state)
    # No attempt is the proof that the ministry cannot have it (docs/adr/0018). The other device may have made one
    # since.
    tx.set_state(kind.name, record.id, state, attempts=max(1, record.attempts), not_before=0.0)
    return held
