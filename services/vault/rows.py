"""The columns of a record: packed with MessagePack, sealed for their own place."""

from __future__ import annotations

import hmac
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Any, Literal, NamedTuple, TypeAlias

import msgpack  # type: ignore[import-untyped]

from services.errors import DamagedRecordError
from services.kinds import Kinds
from services.vault.database import KNOWS_PARENTS, SEALS_STATES
from services.vault.interface import Body, HeadValue
from services.vault.keys import subkey
from services.vault.sealing import NONCE_SIZE, InvalidTag, Sealer

Column: TypeAlias = Literal["head", "body"]

_SEAL_SIZE = 16
"""Bytes; of the digest of a parent, too."""
_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


def checked(name: str) -> str:
    """Return a kind or an id, as it may stand in clear.

    `|` is not in it: it separates the parts of the context.
    """
    if not _NAME.fullmatch(name):
        # The name is not told: it came from a mistake, and may be anything.
        raise ValueError("not a name for a record")
    return name


def pack(value: HeadValue) -> bytes:
    """Encode a value. Raises `TypeError` for what cannot be kept."""
    return _packed(_packer().pack, value)


def _packer() -> Any:
    # surrogatepass: half a character, as a broken paste leaves it, must not cost the person the draft.
    return msgpack.Packer(unicode_errors="surrogatepass")


def _packed(pack_with: Callable[[HeadValue], bytes], value: HeadValue) -> bytes:
    try:
        return pack_with(value)
    except (OverflowError, ValueError) as error:
        raise TypeError("a value that a record cannot keep") from error


def unpack(packed: bytes) -> Any:
    return msgpack.unpackb(packed, unicode_errors="surrogatepass", strict_map_key=False)


class SendColumns(NamedTuple):
    """A record's state of sending: the columns in clear, and their seal."""

    state: str | None = None
    attempts: int = 0
    not_before: float | None = None
    seal: bytes | None = None


class RowSealer:
    """Seals the columns of one profile's records.

    The context is profile, table, kind, id, column and version. A column copied into another row, profile or
    column, or over a later version of itself, does not open. Versions are never used twice in a store.

    State, attempts and `not_before` are in clear, with a seal of their own (`SendColumns`). A record without a state
    needs none: nothing sends it.

    A parent is kept as a keyed digest of its id and its children's kind: it shows how many belong together, and
    nothing else.

    Any thread may open; only one at a time may seal.
    """

    __slots__ = ("_pack", "_parent_key", "_prefix", "_sealer", "_state_key", "kinds")

    def __init__(self, key: bytes, profile_id: str, kinds: Kinds) -> None:
        self.kinds = kinds
        self._sealer = Sealer(key)
        self._state_key = subkey(key, "states")
        self._parent_key = subkey(key, "parents")
        self._prefix = f"profile:{profile_id}|record|"
        # One for all: each has a buffer of 256 KB, which takes longer to get than a draft to pack.
        self._pack = _packer().pack

    def seal(
        self, kind: str, record_id: str, version: int, head: HeadValue, body: Body
    ) -> tuple[bytes, bytes]:
        """Seal both columns of a row, head and body.

        Raises `TypeError` for what cannot be kept.
        """
        seal, before = self._sealer.seal, f"{self._prefix}{kind}|{record_id}|"
        return (
            seal(_packed(self._pack, head), f"{before}head|{version}".encode()),
            seal(_packed(self._pack, body), f"{before}body|{version}".encode()),
        )

    def placed(
        self, kind: str, record_id: str, state: str | None, attempts: int, not_before: float | None
    ) -> SendColumns:
        """Seal a record's state, attempts and `not_before`."""
        if state is None:
            return SendColumns(None, attempts, not_before)
        # A column of SQLite holds 0 and 0.0 alike.
        moment = None if not_before is None else float(not_before)
        told = f"{self._prefix}{kind}|{record_id}|state|{attempts}|{moment}|{state}"
        seal = blake2b(told.encode(), key=self._state_key, digest_size=_SEAL_SIZE).digest()
        return SendColumns(state, attempts, moment, seal)

    def is_genuine(self, kind: str, record_id: str, place: SendColumns) -> bool:
        """True if this store itself once sealed this state of the record."""
        if place.state is None:
            return place.seal is None
        expected = self.placed(kind, record_id, *place[:3]).seal or b""
        return place.seal is not None and hmac.compare_digest(place.seal, expected)

    def parent_of(self, kind: str, head: Any) -> bytes | None:
        """Return the content of the column `parent` for a head.

        None without a parent, or of an unknown kind.
        """
        declared = self.kinds.get(kind)
        parent = None if declared is None or declared.parent is None else declared.parent(head)
        return None if parent is None else self.digest(kind, parent)

    def digest(self, kind: str, parent: str) -> bytes:
        """Return the keyed digest that finds the children of one kind."""
        told = f"{self._prefix}{kind}|parent|{parent}".encode("utf-8", "surrogatepass")
        return blake2b(told, key=self._parent_key, digest_size=_SEAL_SIZE).digest()

    def open(self, kind: str, record_id: str, column: Column, version: int, sealed: Any) -> Any:
        """Open a column. Raises `DamagedRecordError`."""
        context = f"{self._prefix}{kind}|{record_id}|{column}|{version}".encode()
        try:
            return unpack(self._sealer.open(sealed, context))
        except InvalidTag:
            raise DamagedRecordError(kind, record_id) from None

    def open_heads(
        self,
        kind: str,
        rows: Iterable[tuple[str, int, Any]],
        otherwise: Callable[[str, str], HeadValue | None],
    ) -> Iterator[tuple[str, Any]]:
        """Yield the heads of many rows of one kind.

        A row is an id, a version and the sealed head. Where one does not open, `otherwise` is asked for it. In one
        loop without calls of our own: lists may have ten thousand.
        """
        before, decrypt, unpacked = f"{self._prefix}{kind}|", self._sealer.decrypt, msgpack.unpackb
        for record_id, version, sealed in rows:
            context = f"{before}{record_id}|head|{version}".encode()
            try:
                packed = decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], context)
            except (InvalidTag, ValueError):  # a nonce that was cut is a value that AES-GCM does not take
                if (head := otherwise(kind, record_id)) is not None:
                    yield record_id, head
            else:
                # As `unpack` does it.
                yield record_id, unpacked(packed, unicode_errors="surrogatepass", strict_map_key=False)


def seal_states(sealer: RowSealer, profile_id: str, connection: sqlite3.Connection) -> None:
    """Seal where the records of a store of an earlier version stand."""
    update = "UPDATE record NOT INDEXED SET seal = ? WHERE rowid = ?"
    for number, kind, record_id, *place in connection.execute(_PLACES).fetchall():
        seal = sealer.placed(kind, record_id, *place).seal
        if connection.execute(update, (seal, number)).rowcount != 1:
            raise DamagedRecordError("profile", profile_id)


def note_parents(sealer: RowSealer, profile_id: str, connection: sqlite3.Connection) -> None:
    """Fill the column `parent` of a store of an earlier version.

    What does not open stays without.
    """
    update = "UPDATE record NOT INDEXED SET parent = ? WHERE rowid = ?"
    for kind in [each.name for each in sealer.kinds.values() if each.parent is not None]:
        for number, record_id, version, sealed in connection.execute(_CHILDREN, (kind,)).fetchall():
            try:
                parent = sealer.parent_of(kind, sealer.open(kind, record_id, "head", version, sealed))
            except DamagedRecordError:
                continue
            if connection.execute(update, (parent, number)).rowcount != 1:
                raise DamagedRecordError("profile", profile_id)


def fill_in(schema: int, sealer: RowSealer, profile_id: str, connection: sqlite3.Connection) -> None:
    """Convert the rows of an earlier version to a schema.

    To be called within the transaction that makes it.
    """
    if schema == SEALS_STATES:
        seal_states(sealer, profile_id, connection)
    elif schema == KNOWS_PARENTS:
        note_parents(sealer, profile_id, connection)


_CHILDREN = "SELECT rowid, id, version, head FROM record NOT INDEXED WHERE kind = ?"
_PLACES = (
    "SELECT rowid, kind, id, state, attempts, not_before FROM record NOT INDEXED WHERE state IS NOT NULL"
)
