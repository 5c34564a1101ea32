"""Cursor paging: a cursor is the place of the last item given, so nothing is skipped or said twice."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query

from ministry.problems import Problem

_PLACE_BYTES = 8
Row = TypeVar("Row")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is the place of the last item of the page before; None on the first page."""

    after: int | None
    limit: int


async def page(
    cursor: Annotated[str | None, Query(min_length=1, max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page:
    return Page(None if cursor is None else _place(cursor), limit)


CurrentPage = Annotated[Page, Depends(page)]


def paged(
    page: Page, rows: Sequence[Row], place: Callable[[Row], int], show: Callable[[Row], Item]
) -> tuple[list[Item], str | None]:
    """Return the items of a page, and `next`.

    `rows` were asked for with one more than `page.limit`.
    """
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return [show(row) for row in shown], _cursor(place(shown[-1])) if more else None


def _cursor(place: int) -> str:
    return urlsafe_b64encode(place.to_bytes(_PLACE_BYTES)).decode().rstrip("=")


def _place(cursor: str) -> int:
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (Base64Error, ValueError):
        raise Problem("malformed", "This is no cursor.") from None
    if len(raw) != _PLACE_BYTES or raw[0] > 0x7F:
        raise Problem("malformed", "This is no cursor.")
    return int.from_bytes(raw)
