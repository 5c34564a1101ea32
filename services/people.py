"""The person as the ministry knows them, and what they said in earlier requests: asked once, then known."""

from __future__ import annotations

from collections.abc import Mapping

from services import codec
from services.kinds import Archived, Kind, myself
from services.models.person import Person
from services.models.request import RawInput
from services.vault.interface import RecordStore

PERSON = "person"
KNOWN = "known"
"""The kinds of these records; each has one record, named `self`."""

PERSON_KIND = Kind(PERSON, Archived(Person, myself))
KNOWN_KIND = Kind(KNOWN, Archived(dict[str, RawInput], myself))

_SELF = "self"


class PersonRepository:
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    def get(self) -> Person | None:
        body = self._store.get(PERSON, _SELF)
        return None if body is None else codec.structure(body, Person)

    def keep(self, person: Person) -> None:
        with self._store.transaction() as tx:
            tx.put(PERSON, _SELF, codec.unstructure(person))

    def known(self) -> dict[str, RawInput]:
        """Return what the person said before, by the purpose of the question."""
        return codec.structure(self._store.get(KNOWN, _SELF) or {}, dict[str, RawInput])

    def learn(self, said: Mapping[str, RawInput]) -> None:
        """Remember what was just said; the newest word counts."""
        with self._store.transaction() as tx:
            tx.put(KNOWN, _SELF, {**(self._store.get(KNOWN, _SELF) or {}), **said})
