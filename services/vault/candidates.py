"""Chooses, of all that was read of a damaged store, what is brought over.

A row whose name, version or head was damaged opens with those that an index tells of it. A record of which nothing but
the name is left in an index is brought over by its name: it is damaged, not forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from services.errors import DamagedRecordError
from services.vault.rows import Place, RowSealer, checked
from services.vault.salvage import Entry, Row


def best(found: Iterable[Row | Entry], sealer: RowSealer) -> list[tuple[Row, bool]]:
    """Of each record the newest row that opens, else the newest; with whether it opens. Oldest first."""
    rows: list[Row] = []
    entries: dict[int, list[Entry]] = defaultdict(list)
    for each in found:
        if not _is_named(each):
            continue
        if isinstance(each, Row):
            rows.append(each)
        else:
            entries[each.number].append(each)
    chosen: dict[tuple[str, str], tuple[Row, bool]] = {}
    opened: set[int] = set()
    for row in rows:
        whole, opens = _whole(row, entries[row.number], sealer)
        if not opens and not row.is_sure:
            continue
        known = chosen.get((whole.kind, whole.id))
        # Of two that are equal the first: it is the more current one.
        if known is None or (opens, whole.version) > (known[1], known[0].version):
            chosen[whole.kind, whole.id] = (whole, opens)
        if opens:
            opened.add(row.number)
    for entry in _lost(entries, opened):
        chosen.setdefault((entry.kind, entry.id), (_by_name(entry), False))
    return sorted(chosen.values(), key=lambda item: item[0].version)


def _whole(row: Row, entries: list[Entry], sealer: RowSealer) -> tuple[Row, bool]:
    """The row as it opens, by itself or with what the indexes tell of it; with whether it does."""
    whole = next((each for each in _versions_of(row, entries) if _opens(each, sealer)), None)
    if whole is None:
        return row, False
    if not row.knows_seals:
        return replace(whole, place=sealer.placed(whole.kind, whole.id, *row.place[:3])), True
    places = [row.place, *(entry.place for entry in entries if entry.place is not None)]
    genuine = (place for place in places if sealer.is_genuine(whole.kind, whole.id, place))
    return replace(whole, place=next(genuine, row.place)), True


def _versions_of(row: Row, entries: list[Entry]) -> Iterator[Row]:
    yield row
    for entry in entries:
        named = replace(row, kind=entry.kind, id=entry.id)
        if entry.version is None or entry.head is None:
            yield named
        else:
            yield replace(named, version=entry.version, head=entry.head)
            yield replace(named, version=entry.version)
            yield replace(row, head=entry.head)


def _opens(row: Row, sealer: RowSealer) -> bool:
    try:
        sealer.open(row.kind, row.id, "head", row.version, row.head)
        sealer.open(row.kind, row.id, "body", row.version, row.body)
    except DamagedRecordError:
        return False
    return True


def _lost(entries: dict[int, list[Entry]], opened: set[int]) -> Iterator[Entry]:
    """Of what no row is left; the entries that tell most come first."""
    lost = [entry for number, told in entries.items() if number not in opened for entry in told if entry.is_current]
    yield from sorted(lost, key=lambda entry: entry.version is None)


def _by_name(entry: Entry) -> Row:
    place = entry.place or Place()
    return Row(entry.number, entry.kind, entry.id, entry.version or 0, place, entry.head or b"", b"")


def _is_named(each: Row | Entry) -> bool:
    try:
        checked(each.kind)
        checked(each.id)
    except ValueError:
        return False
    return True
