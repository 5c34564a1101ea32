"""Attachments that are kept in memory only: those of an `InMemoryRecordStore`."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Iterable
from typing import Any, BinaryIO

from services.vault.files import checked_id
from services.vault.interface import Stored
from services.vault.swept import KEPT_FOR, waited


class InMemoryAttachments:
    """`Attachments` without a disk."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = {} if files is None else files
        self.swept: dict[str, tuple[bytes, int, int]] = {}
        self._begun: set[str] = set()

    def put(self, attachment_id: str, chunks: Iterable[bytes]) -> Stored:
        with self.writer(attachment_id) as writer:
            for chunk in chunks:
                writer.write(chunk)
            return writer.commit()

    def writer(self, attachment_id: str) -> InMemoryWriter:
        self._begun.add(checked_id(attachment_id))
        return InMemoryWriter(self.files, attachment_id)

    def open(self, attachment_id: str) -> BinaryIO:
        self._give_back({checked_id(attachment_id)})
        try:
            return io.BytesIO(self.files[attachment_id])
        except KeyError:
            raise FileNotFoundError(attachment_id) from None

    def exists(self, attachment_id: str) -> bool:
        return checked_id(attachment_id) in self.files

    def delete(self, attachment_id: str) -> bool:
        there: dict[str, Any] = self.files if checked_id(attachment_id) in self.files else self.swept
        return there.pop(attachment_id, None) is not None

    def ids(self) -> set[str]:
        return set(self.files)

    def set_aside(self, now: float) -> dict[str, bool]:
        return {id_: waited(before, at, now) >= KEPT_FOR for id_, (_, before, at) in self.swept.items()}

    def sweep(self, known: Callable[[], Collection[str] | None], now: float) -> list[str]:
        kept = known()
        if kept is None:
            return []
        self._give_back(kept)
        if set(kept) - self.files.keys():
            return []
        unnamed = sorted(set(self.files) - set(kept) - self._begun)
        for attachment_id in unnamed:
            self.swept[attachment_id] = (self.files.pop(attachment_id), 0, int(now))
        counted = {
            attachment_id: (content, waited(before, at, now), int(now))
            for attachment_id, (content, before, at) in self.swept.items()
        }
        self.swept = {id_: counts for id_, counts in counted.items() if counts[1] < KEPT_FOR}
        return unnamed

    def _give_back(self, named: Collection[str]) -> None:
        for attachment_id in self.swept.keys() & named - self.files.keys():
            self.files[attachment_id], *_ = self.swept.pop(attachment_id)


class InMemoryWriter:
    """An `AttachmentWriter` of `InMemoryAttachments`."""

    def __init__(self, files: dict[str, bytes], attachment_id: str) -> None:
        self._files = files
        self._id = attachment_id
        self._content: bytearray | None = bytearray()

    def write(self, data: bytes) -> None:
        self._pending().extend(data)

    def commit(self) -> Stored:
        content = bytes(self._pending())
        self._content = None
        self._files[self._id] = content
        return Stored(len(content), hashlib.sha256(content).hexdigest())

    def abort(self) -> None:
        self._content = None

    def __enter__(self) -> InMemoryWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()

    def _pending(self) -> bytearray:
        if self._content is None:
            raise ValueError("the attachment was committed or aborted")
        return self._content
