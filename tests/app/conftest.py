"""The real house, before the ministry in this process, with a window that nobody looks at."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.components.conftest import published, world
from tests.components.world import Visit, World, visiting

__all__ = ["published", "visit", "world"]


@pytest.fixture
async def visit(world: World) -> AsyncIterator[Visit]:
    """A window with an open profile."""
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr") as visit:
        yield visit
