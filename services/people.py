"""The person as the ministry knows them, and what they said in earlier requests: asked once, then known."""

from __future__ import annotations

from collections.abc import Mapping

from services import codec
from services.kinds import ONLY, Archived, Kind, myself
from services.models.person import Person
from services.models.request import RawInput
from services.single_record import SingleRecord
from services.vault.interface import RecordStore

PERSON = "person"
KNOWN = "known"
"""The kinds of these records; each has one record."""

PERSON_KIND = Kind(PERSON, Archived(Person, myself))
KNOWN_KIND = Kind(KNOWN, Archived(dict[str, RawInput], myself))


class PersonRepository(SingleRecord[Person]):
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore) -> None:
        super().__init__(store, PERSON, Person)

    def known(self) -> dict[str, RawInput]:
        """Return what the person said before, by the purpose of the question."""
        return codec.structure(self._store.get(KNOWN, ONLY) or {}, dict[str, RawInput])

    def learn(self, said: Mapping[str, RawInput]) -> None:
        """Remember what was just said; the newest word counts."""
        with self._store.transaction() as tx:
            tx.put(KNOWN, ONLY, {**(self._store.get(KNOWN, ONLY) or {}), **said})
