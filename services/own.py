"""What a person makes here whole: kept, sent with PUT, and brought again with what the ministry adds to it.

A noun of this sort is one shape of the contract with an `id`; what the ministry adds to it may be missing.
`own_kind` declares it, and that is all that the device needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from services import codec
from services.api.paging import ListPage, every
from services.errors import DamagedRecordError, NotReopenableError
from services.kinds import Archived, Kind
from services.models.change import Change
from services.models.outbox import SendState
from services.models.own import HasId, Kept, Newest
from services.models.unsent import Unsent
from services.outbox.means import Means
from services.outbox.policy import DAMAGED
from services.outbox.ports import Delivery, OnProgress, Sender, Sync
from services.outbox.states import ArchivedTrouble, lost, sending_of
from services.unsent import UNSENT, restore
from services.vault.interface import RecordStore
from services.waiting import run_to_end

T = TypeVar("T", bound=HasId)


def unsent_id(kind: str) -> str:
    """Return the id of what is being written of a kind."""
    return f"{kind}-new"


class OwnRepository(Generic[T]):
    """The records of one kind. All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore, kind: str, shape: type[T]) -> None:
        self._store = store
        self._kind = kind
        self._shape = shape

    def send(self, value: T) -> None:
        """Keep a record, to be sent; it is no longer being written."""
        with self._store.transaction() as tx:
            tx.put(self._kind, value.id, codec.unstructure(value), head={}, state=SendState.WAITING)
            tx.delete(UNSENT, unsent_id(self._kind))

    def get(self, record_id: str) -> Kept[T] | None:
        head, body = self._store.head(self._kind, record_id), self._store.get(self._kind, record_id)
        if head is None or body is None:
            return None
        return Kept(codec.structure(body, self._shape), sending_of(head) or lost(head))

    def newest(self, most: int) -> Newest[T]:
        """Return the records made last, without those that do not open.

        Their ids tell when they were made (RFC 9562), wherever that was and whatever came to them later.
        """
        ids = sorted(self._store.ids(self._kind), reverse=True)
        found = [self._opened(record_id) for record_id in ids[:most]]
        return Newest([each for each in found if each is not None], len(ids))

    def receive(self, values: list[T]) -> Change:
        """Keep what the ministry has.

        What still waits here is left to the outbox.
        """
        changed = []
        with self._store.transaction() as tx:
            for value in values:
                known = self._opened(value.id)
                is_whole = known is not None and known.sending.problem != DAMAGED
                if known and is_whole and (known.value == value or known.sending.state is not SendState.SENT):
                    continue
                tx.put(self._kind, value.id, codec.unstructure(value), head={}, state=SendState.SENT)
                changed.append((self._kind, value.id))
        return Change.of(*changed)

    def reopen(self, record_id: str, text: str) -> None:
        """Make the text of a refused record one that is being written.

        In one transaction. It is put before what is being written already.

        Raises `NotReopenableError` in any other state.
        """
        with self._store.transaction() as tx:
            kept = self.get(record_id)
            if kept is None or kept.sending.state is not SendState.NEEDS_ATTENTION:
                raise NotReopenableError
            restore(self._store, tx, Unsent(unsent_id(self._kind), text))
            tx.delete(self._kind, record_id)

    def _opened(self, record_id: str) -> Kept[T] | None:
        try:
            return self.get(record_id)
        except DamagedRecordError:
            # What the ministry has comes again with the next look.
            return None


@dataclass(frozen=True)
class _ArchivedHead:
    troubles: list[ArchivedTrouble] = field(default_factory=list)


def own_kind(name: str, shape: type[T], page: type[ListPage[T]]) -> Kind:
    """Declare a `shape` at `/v1/{name}s`, whose list comes in `page`s."""

    def sender(means: Means) -> Sender:
        records = OwnRepository(means.store, name, shape)

        async def send(record_id: str, _: OnProgress) -> Delivery:
            kept = await run_to_end(records.get, record_id)
            if kept is None:
                raise DamagedRecordError(name, record_id)
            return Delivery(codec.unstructure(await means.ministry.send_own(f"{name}s", kept.value)), {})

        return send

    def sync(means: Means) -> Sync:
        records = OwnRepository(means.store, name, shape)
        etag: str | None = None

        async def look() -> Change:
            nonlocal etag
            first = await means.ministry.own(f"{name}s", page, etag)
            if first is None:
                return Change()

            async def fetch(cursor: str | None) -> ListPage[T]:
                return await means.ministry.more_own(f"{name}s", page, cursor) if cursor else first.value

            change = await run_to_end(records.receive, [each async for each in every(fetch)])
            # The ETag tells of the first page alone.
            etag = first.etag if first.value.next is None else None
            return change

        return look

    return Kind(
        name,
        Archived(shape, lambda body: str(body.id), _ArchivedHead),
        sender=sender,
        sync=sync,
        shape=shape,
        is_sent=True,
        concerns="own",
    )
