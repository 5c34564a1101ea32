"""Papers by the SHA-256 of their content: in a folder, or in an object store that speaks S3.

What is kept under a digest never changes. The database says which content is there; this says nothing of whose it is.
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import obstore
from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from ministry.files import sync_folder

T = TypeVar("T")
_REST_SECONDS = 5.0
"""How long an object store that is away is not asked again: each request would wait for it, and hold its place."""

_THREADS = 8
"""Threads of a process that wait for a store: one that hangs leaves the others to the rest of the server."""
_limiter: RunVar[CapacityLimiter] = RunVar("_limiter")


class BlobStoreError(Exception):
    """The store does not answer, or refuses; `args[0]` is the kind of error. Nothing is known of what was asked."""


class BlobMissingError(BlobStoreError):
    """A digest without content, where the database says that there is some."""


class BlobStore:
    """The store of content. Raises `BlobStoreError` where it is away. Digests are hexadecimal.

    Each call has a thread: with obstore's own coroutines many a process aborts as it ends, since their runtime calls
    into an interpreter that is gone (PyO3/pyo3-async-runtimes#40).
    """

    def __init__(
        self,
        store: ObjectStore,
        folder: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the store, and the folder of a store of files.

        There a file is synced before it counts.
        """
        self._store = store
        self._folder = folder
        self._monotonic = monotonic
        self._asked_again_at = 0.0

    async def put(self, digest: str, content: BinaryIO) -> None:
        """Keep content durably, from the file's beginning.

        The same may be there already.
        """
        await _in_thread(self._put, _key(digest), content)

    async def get(self, digest: str) -> bytes:
        """Return the whole content. Raises `BlobMissingError`."""
        return await _in_thread(self._get, digest)

    async def has(self, digest: str) -> bool:
        """True if the content is there. Who asks may give up waiting."""
        return await _in_thread(self._has, _key(digest), abandoned=True)

    async def delete(self, digest: str) -> None:
        """Remove content, which may be gone already."""
        await _in_thread(self._delete, _key(digest))

    async def kept(self) -> AsyncIterator[list[tuple[str, datetime]]]:
        """Yield digests and times of all content, in parts."""
        with self._away():
            listing = obstore.list(self._store)
        while part := await _in_thread(self._next, listing):
            yield [
                (each["path"].replace("/", ""), each["last_modified"])
                for each in part
                if _is_key(each["path"])
            ]

    async def answers(self) -> None:
        """Raise `BlobStoreError` unless the store can be read."""
        await self.has("ready")

    def _put(self, key: str, content: BinaryIO) -> None:
        with self._away():
            content.seek(0)
            obstore.put(self._store, key, content)
        if self._folder is not None:
            _sync(self._folder / key)

    def _get(self, digest: str) -> bytes:
        with self._away():
            try:
                return bytes(obstore.get(self._store, _key(digest)).bytes())
            except FileNotFoundError:
                raise BlobMissingError(digest) from None

    def _delete(self, key: str) -> None:
        with self._away(), suppress(FileNotFoundError):
            obstore.delete(self._store, key)

    def _next(self, listing: Iterator[Any]) -> Any:
        with self._away():
            return next(listing, None)

    def _has(self, key: str) -> bool:
        with self._away():
            try:
                obstore.head(self._store, key)
            except FileNotFoundError:
                return False
            return True

    @contextmanager
    def _away(self) -> Iterator[None]:
        if self._monotonic() < self._asked_again_at:
            raise BlobStoreError("it did not answer a moment ago")
        try:
            yield
        except (BaseError, OSError) as error:
            if self._folder is None:
                self._asked_again_at = self._monotonic() + _REST_SECONDS
            raise BlobStoreError(type(error).__name__) from error


def blob_store(url: str | None, folder: Path) -> BlobStore:
    """Open the store of a URL (`s3://bucket/prefix`), else of a folder.

    The folder is made if it is not there. Endpoint, region and keys of S3 are those of the environment, by their
    usual names (`AWS_ENDPOINT_URL` …).
    """
    if url is not None:
        options: Any = {"allow_http": True, "connect_timeout": "3s", "timeout": "20s"}
        retries: Any = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}
        return BlobStore(S3Store.from_url(url, client_options=options, retry_config=retries))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return BlobStore(LocalStore(folder), folder)


async def _in_thread(work: Callable[..., T], *arguments: Any, abandoned: bool = False) -> T:
    try:
        limiter = _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(_THREADS)
        _limiter.set(limiter)
    return await run_sync(work, *arguments, limiter=limiter, abandon_on_cancel=abandoned)


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:]}"


def _is_key(path: str) -> bool:
    return len(path) == 65 and path[2] == "/"


def _sync(path: Path) -> None:
    """Sync a file, its name and its folder's name to disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)
    sync_folder(path.parent.parent)
