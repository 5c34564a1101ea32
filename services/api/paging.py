"""Lists that come in pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from services.api.responses import ListPage
from services.errors import ProtocolError

T = TypeVar("T")


async def every(fetch: Callable[[str | None], Awaitable[ListPage[T]]]) -> AsyncIterator[T]:
    """The items of all pages, fetched as they are needed.

    Raises `ProtocolError` for a cursor that comes twice: the list would never end.
    """
    cursor: str | None = None
    seen: set[str] = set()
    while True:
        page = await fetch(cursor)
        for item in page.items:
            yield item
        if page.next is None:
            return
        if page.next in seen:
            raise ProtocolError(200, "application/json")
        seen.add(page.next)
        cursor = page.next
