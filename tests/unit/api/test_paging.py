from __future__ import annotations

import pytest

from services.api import ListPage, every
from services.errors import ProtocolError


async def test_all_pages_in_order() -> None:
    pages = {None: ListPage([1, 2], "b"), "b": ListPage[int]([], "c"), "c": ListPage([3], None)}

    async def fetch(cursor: str | None) -> ListPage[int]:
        return pages[cursor]

    assert [item async for item in every(fetch)] == [1, 2, 3]


async def test_a_list_that_turns_in_a_circle_ends() -> None:
    async def fetch(_cursor: str | None) -> ListPage[int]:
        return ListPage([1], "again")

    with pytest.raises(ProtocolError):
        _ = [item async for item in every(fetch)]
