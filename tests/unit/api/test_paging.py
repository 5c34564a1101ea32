from __future__ import annotations

import pytest

from services.api import Page, every
from services.errors import ProtocolError


async def test_all_pages_in_order() -> None:
    pages = {None: Page([1, 2], "b"), "b": Page[int]([], "c"), "c": Page([3], None)}

    async def fetch(cursor: str | None) -> Page[int]:
        return pages[cursor]

    assert [item async for item in every(fetch)] == [1, 2, 3]


async def test_a_list_that_turns_in_a_circle_ends() -> None:
    async def fetch(_cursor: str | None) -> Page[int]:
        return Page([1], "again")

    with pytest.raises(ProtocolError):
        _ = [item async for item in every(fetch)]
