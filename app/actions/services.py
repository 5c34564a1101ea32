"""The catalogue: kept here, renewed in the background, searched offline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.catalogue.folding import fold
from services.models.catalogue import Catalogue, Commune, Service, Wilaya

if TYPE_CHECKING:
    from app.window import Window


class ServiceActions:
    def __init__(self, window: Window) -> None:
        self._window = window

    async def load(self) -> Catalogue | None:
        house = self._window.house
        kept = await asyncio.to_thread(house.catalogue.snapshot)
        if kept is None:
            await house.refresh_catalogue()
            kept = await asyncio.to_thread(house.catalogue.snapshot)
        return kept.catalogue if kept else None

    async def search(self, query: str, language: str) -> list[Service]:
        index = await asyncio.to_thread(self._window.house.catalogue.index, language)
        return index.search(query) if index else []

    def find_places(self, query: str, places: Sequence[Wilaya | Commune]) -> list[Wilaya | Commune]:
        wanted = fold(query).strip()

        def rank(place: Wilaya | Commune) -> int:
            names = [fold(name) for name in place.name.values()]
            if any(name.startswith(wanted) for name in names):
                return 0
            return 1 if any(wanted in name for name in names) else 2

        ranked = [(rank(place), place) for place in places]
        return [place for position, place in sorted(ranked, key=lambda item: item[0]) if position < 2]
