"""The catalogue: kept here, renewed in the background, searched offline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from app.session.events import Events
from services.api.client import MinistryClient
from services.catalogue.decoding import CatalogueError, Snapshot
from services.catalogue.folding import fold
from services.catalogue.repository import CatalogueRepository
from services.catalogue.topics import topics
from services.errors import MinistryError, VaultError
from services.models.catalogue import Catalogue, Commune, Form, Service, Wilaya
from services.models.topic import Topic

SECONDS = 3600.0
"""Between two looks for a newer catalogue."""


class KeptCatalogue:
    """What the device keeps of the ministry's catalogue. `ministry` speaks for nobody: the catalogue is public."""

    def __init__(self, kept: CatalogueRepository, ministry: MinistryClient, events: Events) -> None:
        self._kept = kept
        self._ministry = ministry
        self._events = events

    async def snapshot(self) -> Snapshot | None:
        """Return the catalogue with its places, fetched if none is kept.

        None when it cannot be had.
        """
        kept = await asyncio.to_thread(self._kept.snapshot)
        if kept is None:
            await self.refresh()
            kept = await asyncio.to_thread(self._kept.snapshot)
        return kept

    async def load(self) -> Catalogue | None:
        """Return the catalogue, fetched if none is kept, or None."""
        kept = await self.snapshot()
        return kept.catalogue if kept else None

    async def form(self, service_id: str, version: str) -> Form | None:
        """Return a form of the catalogue kept now or before."""
        return await asyncio.to_thread(self._kept.form, service_id, version)

    async def refresh(self) -> bool:
        """Ask the ministry for a newer catalogue.

        False when it cannot be had; what is kept stays.
        """
        try:
            changed = await self._kept.refresh(self._ministry)
        except (MinistryError, CatalogueError):
            return False
        except VaultError as error:
            # It could not be kept. Shown all the same, and asked for again next time.
            self._events.on_problem(error)
            changed = True
        if changed:
            self._events.on_catalogue()
        return True

    async def renew(self) -> None:
        """Refresh every hour, until cancelled."""
        while True:
            await self.refresh()
            await asyncio.sleep(SECONDS)

    async def search(self, query: str, language: str) -> list[Service]:
        index = await asyncio.to_thread(self._kept.index, language)
        return index.search(query) if index else []

    @staticmethod
    def topics(query: str) -> list[Topic]:
        """Return what a query asks for that no service is for."""
        return topics(query)

    @staticmethod
    def find_places(query: str, places: Sequence[Wilaya | Commune]) -> list[Wilaya | Commune]:
        """Return the places whose name matches the letters, blind to accents."""
        wanted = fold(query).strip()

        def rank(place: Wilaya | Commune) -> int:
            names = [fold(name) for name in place.name.values()]
            if any(name.startswith(wanted) for name in names):
                return 0
            return 1 if any(wanted in name for name in names) else 2

        ranked = [(rank(place), place) for place in places]
        return [place for position, place in sorted(ranked, key=lambda item: item[0]) if position < 2]
