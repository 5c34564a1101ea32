"""The choice, of all that was read of a damaged store, of what is brought over.

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
    """Return the newest row of each record that opens, else the newest.

    Each comes with True if it opens; oldest first. `found` begins with what was written last.
    """
    rows: list[tuple[int, Row]] = []
    entries: dict[int, list[tuple[int, Entry]]] = defaultdict(list)
    for rank, each in enumerate(found):
        if not _is_named(each):
            continue
        if isinstance(each, Row):
            rows.append((rank, each))
        else:
            entries[each.number].append((rank, each))
    chosen: dict[tuple[str, str], tuple[Row, bool]] = {}
    opened: set[int] = set()
    for rank, row in rows:
        whole, opens = _whole(rank, row, entries[row.number], sealer)
        if not opens and not row.is_sure:
            continue
        known = chosen.get((whole.kind, whole.id))
        # Of two that are equal the first: it was written later.
        if known is None or (opens, whole.version) > (known[1], known[0].version):
            chosen[whole.kind, whole.id] = (whole, opens)
        if opens:
            opened.add(row.number)
    for entry in _lost(entries, opened):
        chosen.setdefault((entry.kind, entry.id), (_by_name(entry), False))
    return sorted(chosen.values(), key=lambda item: item[0].version)


def _whole(rank: int, row: Row, entries: list[tuple[int, Entry]], sealer: RowSealer) -> tuple[Row, bool]:
    """Return the row, completed from the indexes, and True if it opens."""
    told = [entry for _, entry in entries]
    whole = next((each for each in _versions_of(row, told) if _opens(each, sealer)), None)
    if whole is None:
        return row, False
    if not row.knows_seals:
        return replace(whole, place=sealer.placed(whole.kind, whole.id, *row.place[:3])), True
    places = [(rank, row.place), *((at, entry.place) for at, entry in entries if entry.place is not None)]
    genuine = [(at, place) for at, place in places if sealer.is_genuine(whole.kind, whole.id, place)]
    # Where a record was put last: what was held must not be sent because an older image says that it waits.
    newest = min(genuine, key=lambda item: item[0], default=(0, row.place))
    return replace(whole, place=newest[1]), True


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


def _lost(entries: dict[int, list[tuple[int, Entry]]], opened: set[int]) -> Iterator[Entry]:
    """Yield the index entries of lost rows, the most complete first."""
    lost = [entry for number, told in entries.items() if number not in opened for _, entry in told]
    yield from sorted((entry for entry in lost if entry.is_current), key=lambda entry: entry.version is None)


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
