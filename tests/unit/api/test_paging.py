from __future__ import annotations

from dataclasses import dataclass

import pytest

from services.api.paging import every
from services.errors import ProtocolError


@dataclass
class IntPage:
    items: list[int]
    next: str | None


async def test_all_pages_in_order() -> None:
    pages = {None: IntPage([1, 2], "b"), "b": IntPage([], "c"), "c": IntPage([3], None)}

    async def fetch(cursor: str | None) -> IntPage:
        return pages[cursor]

    assert [item async for item in every(fetch)] == [1, 2, 3]


async def test_a_list_that_turns_in_a_circle_ends() -> None:
    async def fetch(_cursor: str | None) -> IntPage:
        return IntPage([1], "again")

    with pytest.raises(ProtocolError):
        _ = [item async for item in every(fetch)]
