"""How a person wants the app, kept in their profile: what someone needs is theirs to tell."""

from __future__ import annotations

from services import codec
from services.kinds import Archived, Kind, myself
from services.models.comfort import Comfort
from services.vault.interface import RecordStore

COMFORT = "comfort"
"""The kind of this record; there is one, named `self`."""

COMFORT_KIND = Kind(COMFORT, Archived(Comfort, myself))

_SELF = "self"


class ComfortRepository:
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    def get(self) -> Comfort | None:
        """Return the choice.

        None before one, or if its shape is not known.
        """
        body = self._store.get(COMFORT, _SELF)
        try:
            return None if body is None else codec.structure(body, Comfort)
        except codec.ShapeError:
            return None

    def keep(self, comfort: Comfort) -> None:
        with self._store.transaction() as tx:
            tx.put(COMFORT, _SELF, codec.unstructure(comfort))
