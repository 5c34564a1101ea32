"""How a person wants things sent, kept in their profile."""

from __future__ import annotations

from services import codec
from services.kinds import Archived, Kind, myself
from services.models.outbox import SendingChoice
from services.vault.interface import RecordStore

SENDING_CHOICE = "sending_choice"
"""The kind of this record; there is one, named `self`."""

SENDING_CHOICE_KIND = Kind(SENDING_CHOICE, Archived(SendingChoice, myself))

_SELF = "self"


class SendingChoiceRepository:
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    def get(self) -> SendingChoice:
        """Return the choice, or the default one.

        The default also where the kept one is of no known shape.
        """
        body = self._store.get(SENDING_CHOICE, _SELF)
        try:
            return SendingChoice() if body is None else codec.structure(body, SendingChoice)
        except codec.ShapeError:
            return SendingChoice()

    def keep(self, choice: SendingChoice) -> None:
        """Store the choice; call `Outbox.reconsider` afterwards."""
        with self._store.transaction() as tx:
            tx.put(SENDING_CHOICE, _SELF, codec.unstructure(choice))
