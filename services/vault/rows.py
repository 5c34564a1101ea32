"""What stands in the columns of a record: packed with MessagePack, sealed for its own place."""

from __future__ import annotations

import re
from typing import Any, Literal, TypeAlias, cast

import msgpack  # type: ignore[import-untyped]

from services.errors import DamagedRecordError
from services.vault.interface import Body
from services.vault.sealing import InvalidTag, Sealer

Column: TypeAlias = Literal["head", "body"]

_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


def checked(name: str) -> str:
    """A kind or an id, as it may stand in clear. `|` is not in it: it separates the parts of the context."""
    if not _NAME.fullmatch(name):
        # The name is not told: it came from a mistake, and may be anything.
        raise ValueError("not a name for a record")
    return name


def pack(value: Body) -> bytes:
    """Raises `TypeError` for what cannot be kept."""
    try:
        # surrogatepass: half a character, as a broken paste leaves it, must not cost the person the draft.
        return cast("bytes", msgpack.packb(value, unicode_errors="surrogatepass"))
    except (OverflowError, ValueError) as error:
        raise TypeError("a value that a record cannot keep") from error


def unpack(packed: bytes) -> Body:
    return cast("Body", msgpack.unpackb(packed, unicode_errors="surrogatepass", strict_map_key=False))


class RowSealer:
    """Seals the columns of one profile's records.

    The context is profile, table, kind, id, column and version. A column copied into another row, profile or
    column, or over a later version of itself, does not open. Versions are never used twice in a store.
    """

    __slots__ = ("_prefix", "_sealer")

    def __init__(self, key: bytes, profile_id: str) -> None:
        self._sealer = Sealer(key)
        self._prefix = f"profile:{profile_id}|record|"

    def seal(self, kind: str, record_id: str, column: Column, version: int, value: Body) -> bytes:
        context = f"{self._prefix}{kind}|{record_id}|{column}|{version}".encode()
        return self._sealer.seal(pack(value), context)

    def open(self, kind: str, record_id: str, column: Column, version: int, sealed: Any) -> Body:
        """Raises `DamagedRecordError`."""
        context = f"{self._prefix}{kind}|{record_id}|{column}|{version}".encode()
        try:
            return unpack(self._sealer.open(sealed, context))
        except InvalidTag:
            raise DamagedRecordError(kind, record_id) from None
