"""The catalogue: kept here, renewed behind the back, searched offline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from services.catalogue.search import SearchIndex, fold
from services.models.catalogue import Catalogue, Commune, Service, Wilaya

if TYPE_CHECKING:
    from app.window import Window

Place = TypeVar("Place", Wilaya, Commune)


class ServiceActions:
    def __init__(self, window: Window) -> None:
        self._window = window
        self._index: SearchIndex | None = None
        self._indexed: Catalogue | None = None

    async def load(self) -> Catalogue | None:
        house = self._window.house
        kept = await asyncio.to_thread(house.catalogue.load)
        if kept is None:
            await house.refresh_catalogue()
            kept = await asyncio.to_thread(house.catalogue.load)
        return kept

    async def search(self, query: str, language: str) -> list[Service]:
        catalogue = await self.load()
        if catalogue is None:
            return []
        if self._index is None or self._indexed is not catalogue:
            self._index = await asyncio.to_thread(SearchIndex, catalogue.services)
            self._indexed = catalogue
        return self._index.search(query, language)

    def find_places(self, query: str, places: Sequence[Place]) -> list[Place]:
        wanted = fold(query)

        def rank(place: Place) -> int:
            names = [fold(name) for name in place.name.values()]
            if any(name.startswith(wanted) for name in names):
                return 0
            return 1 if any(wanted in name for name in names) else 2

        return sorted((place for place in places if rank(place) < 2), key=rank)
