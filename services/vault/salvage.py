"""The records of a database file that SQLite does not read any more, or does not read right.

Every page is looked at by itself, without the tree that leads to it: a broken header or inner page costs nothing but
itself. That is safe because records are sealed (`rows.RowSealer`): what opens is genuine. The indexes are read, too:
they hold most of a row once more. The layout is that of https://sqlite.org/fileformat2.html, sections 1.3 (header),
and 1.6 (pages).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.vault import cells, holding, log
from services.vault.rows import Place

_MAGIC = b"SQLite format 3\0"
_USUAL_PAGE = 4096
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 0x0D, 0x0A, 0x02
_OF_OTHER_TABLES = (2, 5)
"""Columns of `counter` and of the schema."""
_ALMOST_LEAF = frozenset(_TABLE_LEAF ^ 1 << bit for bit in range(8))
"""Kinds of pages that one wrong bit makes of a leaf."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table `record`, still sealed."""

    number: int
    """The number of the row; the indexes have it, too."""
    kind: str
    id: str
    version: int
    place: Place
    head: bytes
    body: bytes
    knows_seals: bool = True
    """False where it was written by a version that did not seal states."""
    is_sure: bool = True
    """False where it was only guessed that there is a row: then it counts if it opens."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index tells of a row."""

    number: int
    kind: str
    id: str
    version: int | None = None
    head: bytes | None = None
    place: Place | None = None
    is_current: bool = True
    """False in an image that a newer one hides."""


def is_broken(path: Path) -> bool:
    """True if the database's log is damaged. SQLite would pass over it."""
    written = path.with_name(f"{path.name}-wal")
    if not written.exists():
        return False
    size = _page_size(holding.read(path, 100))
    return log.read(written.read_bytes(), size).is_broken


def read(path: Path) -> Iterator[Row | Entry]:
    """Yield every row and index entry that can be read.

    They come from the file and its write-ahead log. The newest comes first: what lies beyond the place where a log
    breaks off, then what is current, then what the log hides. The same record may come more than once. Holds all of
    it in memory. Raises `OSError`.
    """
    file, logged = _contents(path)
    size = _page_size(file)
    base = _pages(file, size)
    found = log.read(logged, size)
    current = base | found.pages
    if found.is_broken:
        beyond = current | dict(found.beyond)
        yield from _all_of([page for _, page in found.beyond][::-1], beyond, size, is_current=False)
    yield from _all_of(current.values(), current, size, is_current=True)
    hidden = [base[number] for number, page in found.pages.items() if base.get(number, page) != page]
    yield from _all_of(hidden, base, size, is_current=False)


def is_within(path: Path, copy: Path) -> bool:
    """True if `copy` holds all of the file and log at `path`.

    The log may have been written over the file since, as closing does it, or be gone.
    """
    (file, logged), (copied, copied_log) = _contents(path), _contents(copy)
    if logged and logged != copied_log:
        return False
    size = _page_size(copied)
    pages = _pages(copied, size) | log.read(copied_log, size).pages
    return file == copied or _pages(file, size).items() <= pages.items()


def rows(path: Path) -> Iterator[Row]:
    """Return the rows alone."""
    return (found for found in read(path) if isinstance(found, Row))


def _contents(path: Path) -> list[bytes]:
    """Return the bytes of the file and its log; empty where missing."""
    both = (path, path.with_name(f"{path.name}-wal"))
    return [holding.read(each) if each.exists() else b"" for each in both]


def _pages(file: bytes, size: int) -> dict[int, bytes]:
    return {number + 1: file[at : at + size] for number, at in enumerate(range(0, len(file), size))}


def _page_size(file: bytes) -> int:
    if not file.startswith(_MAGIC) or len(file) < 18:
        return _USUAL_PAGE
    size = int.from_bytes(file[16:18], "big")
    size = 65536 if size == 1 else size
    return size if size >= 512 and not size & (size - 1) else _USUAL_PAGE


def _all_of(images: Any, pages: dict[int, bytes], size: int, *, is_current: bool) -> Iterator[Row | Entry]:
    for page in images:
        if len(page) != size:
            continue
        if page[0] == _TABLE_LEAF or page[0] in _ALMOST_LEAF:
            yield from _rows_of(page, pages)
        if page[0] in (_INDEX_LEAF, _INDEX_INNER):
            yield from _entries_of(page, pages, is_current=is_current)


def _rows_of(page: bytes, pages: dict[int, bytes]) -> Iterator[Row]:
    is_sure, is_whole = page[0] == _TABLE_LEAF, True
    for at in cells.places(page, 8):
        columns = _columns(page, at, pages)
        if columns is None or not (row := _row(*columns, is_sure=is_sure)):
            is_whole = is_whole and columns is not None and len(columns[1]) in _OF_OTHER_TABLES
        else:
            yield row
    if is_sure and not is_whole:
        # A pointer to a cell is wrong: the cell itself may be whole, somewhere.
        for at in range(8, len(page) - 4):
            columns = _columns(page, at, pages)
            if columns is not None and (row := _row(*columns, is_sure=False)):
                yield row


def _columns(page: bytes, at: int, pages: dict[int, bytes]) -> tuple[int, list[Any]] | None:
    """Return number and columns of a row of any table.

    None where there is none.
    """
    try:
        length, after = cells.varint(page, at)
        number, after = cells.varint(page, after)
        return number, cells.values(cells.payload(page, after, length, len(page) - 35, pages))
    except cells.BrokenCellError:
        return None


def _row(number: int, columns: list[Any], *, is_sure: bool) -> Row | None:
    """Read the columns of a record; None for another table's row."""
    match columns:
        case [str() as kind, str() as id_, int() as version, *rest] if len(rest) in (5, 6, 7):
            state, attempts, not_before, head, body, *later = rest
            seal = later[:1]  # the head also gives the parent that follows
            place = _place([state, attempts, not_before, *seal])
            if place is not None and isinstance(head, bytes) and isinstance(body, bytes):
                return Row(number, kind, id_, version, place, head, body, bool(seal), is_sure)
    return None


def _entries_of(page: bytes, pages: dict[int, bytes], *, is_current: bool) -> Iterator[Entry]:
    is_inner = page[0] == _INDEX_INNER
    most = (len(page) - 12) * 64 // 255 - 23
    for at in cells.places(page, 12 if is_inner else 8):
        try:
            length, after = cells.varint(page, at + 4 * is_inner)
            values = cells.values(cells.payload(page, after, length, most, pages))
        except cells.BrokenCellError:
            continue
        match values:
            case [str() as kind, str() as id_, int() as number]:
                yield Entry(number, kind, id_, is_current=is_current)
            case [str() as kind, int() as version, str() as id_, bytes() as head, *place, int() as number]:
                if (read := _place(place)) is not None:
                    yield Entry(number, kind, id_, version, head, read, is_current)


def _place(values: list[Any]) -> Place | None:
    match values:
        case [str() | None, int(), int() | float() | None, *seal]:
            if seal in ([], [None]) or (len(seal) == 1 and isinstance(seal[0], bytes)):
                return Place(*values)
    return None
