"""The ministry's public catalogue as kept on the device, so that it opens at once and without a network."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Protocol

from services.api.responses import Fetched
from services.catalogue.decoding import CatalogueError, Snapshot, decode_catalogue, decode_places
from services.catalogue.search import SearchIndex
from services.models.catalogue import Form
from services.vault import durable
from services.vault.copies import stamped, unstamped

logger = logging.getLogger(__name__)

_OLD = (b'"', b"W/", b"\n")
"""How a file without a digest begins: with an ETag, or with none."""

_CATALOGUE, _BEFORE, _PLACES = "catalogue", "catalogue-before", "places"


class PublicSource(Protocol):
    """Where the catalogue comes from; `MinistryClient` is one. None says that it has not changed."""

    async def catalogue(self, etag: str | None = None) -> Fetched | None: ...

    async def places(self, etag: str | None = None) -> Fetched | None: ...


class CatalogueRepository:
    """The ministry's own bytes with their ETag, in plain files: they say nothing about a person."""

    def __init__(self, home: Path) -> None:
        """Take a folder of its own, made when something is kept."""
        self._home = home
        self._snapshot: Snapshot | None = None
        self._indexes: dict[str, SearchIndex] = {}

    def snapshot(self) -> Snapshot | None:
        """Return what is kept here; None before the first `refresh`.

        Blocks at the first call only.
        """
        if self._snapshot is None:
            catalogue, places = self._read(_CATALOGUE), self._read(_PLACES)
            if catalogue and places:
                try:
                    self._publish(catalogue.raw, places.raw)
                except CatalogueError:
                    # It was whole when it was kept; the ministry gives it again.
                    logger.warning("The kept catalogue cannot be read; it will be fetched again.")
                    self._forget()
        return self._snapshot

    def form(self, service_id: str, version: str) -> Form | None:
        """Return a form of the kept catalogue or the one before. Blocks."""
        now = self.snapshot()
        service = now.catalogue.service(service_id) if now else None
        if service is not None and service.form.version == version:
            return service.form
        before = self._read(_BEFORE)
        if before is None:
            return None
        try:
            catalogue, _ = decode_catalogue(before.raw)
        except CatalogueError:
            return None  # only ever a help in moving a draft to a newer form
        service = catalogue.service(service_id)
        return service.form if service is not None and service.form.version == version else None

    def index(self, language: str) -> SearchIndex | None:
        """Return the search index, built at a language's first call. Blocks then."""
        snapshot = self.snapshot()
        if snapshot is None:
            return None
        if language not in self._indexes:
            self._indexes[language] = SearchIndex(snapshot.catalogue.services, language)
        return self._indexes[language]

    async def refresh(self, source: PublicSource) -> bool:
        """Ask the ministry for what changed; True when something did.

        Raises `MinistryError`, `CatalogueError` for an answer that is no catalogue (what was kept stays),
        and `StorageFullError` when it could not be kept: it is shown then, and asked for again next time.
        """
        await asyncio.to_thread(self.snapshot)
        catalogue, places = await asyncio.gather(
            asyncio.to_thread(self._read, _CATALOGUE), asyncio.to_thread(self._read, _PLACES)
        )
        new_catalogue = await source.catalogue(catalogue.etag if catalogue else None)
        new_places = await source.places(places.etag if places else None)
        if new_catalogue is None and new_places is None:
            return False
        await asyncio.to_thread(self._replace, new_catalogue, new_places, catalogue, places)
        return True

    def _replace(
        self,
        new_catalogue: Fetched | None,
        new_places: Fetched | None,
        catalogue: Fetched | None,
        places: Fetched | None,
    ) -> None:
        shown_catalogue, shown_places = new_catalogue or catalogue, new_places or places
        if shown_catalogue is None or shown_places is None:
            raise CatalogueError
        self._publish(shown_catalogue.raw, shown_places.raw)
        with durable.disk_errors():
            durable.make_folder(self._home)
        if new_catalogue is not None and catalogue is not None and new_catalogue.raw != catalogue.raw:
            # The same again, as after an update of the app, is not what was before.
            self._write(_BEFORE, catalogue)
        for name, fetched in ((_CATALOGUE, new_catalogue), (_PLACES, new_places)):
            if fetched is not None:
                self._write(name, fetched)

    def _publish(self, catalogue: bytes, places: bytes) -> None:
        services, too_new = decode_catalogue(catalogue)
        self._snapshot = Snapshot(services, decode_places(places), too_new)
        self._indexes = {}

    def _forget(self) -> None:
        for name in (_CATALOGUE, _PLACES):
            durable.remove(self._path(name))

    def _read(self, name: str) -> Fetched | None:
        """Read the ETag, a line end, the ministry's bytes.

        In one file they always belong together, under one digest. What is damaged is forgotten with its ETag, or the
        ministry would never give it again.
        """
        try:
            raw = self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError:
            raw = b""
        generation, content = unstamped(raw)
        etag, _, body = content.partition(b"\n")
        if generation > 0:
            return Fetched(body, etag.decode("latin-1") or None)
        if generation == 0 and raw.startswith(_OLD):
            # Of a version that kept no digest. It is shown, and fetched again whole: it may be damaged.
            return Fetched(body, None)
        logger.warning("A kept part of the catalogue is damaged; it will be fetched again.")
        return None

    def _write(self, name: str, fetched: Fetched) -> None:
        content = (fetched.etag or "").encode("latin-1") + b"\n" + fetched.raw
        durable.write(self._path(name), stamped(content, 1))

    def _path(self, name: str) -> Path:
        return self._home / f"{name}.cache"
