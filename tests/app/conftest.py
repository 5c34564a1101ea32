"""The real house, before the ministry in this process, with a window that nobody looks at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ministry.catalogue.loader import LoadedCatalogue, load
from tests.components.world import Visit, World, visiting


@pytest.fixture(scope="session")
def published() -> LoadedCatalogue:
    return load()


@pytest.fixture
async def world(tmp_path: Path, published: LoadedCatalogue) -> AsyncIterator[World]:
    made = World(tmp_path, published)
    await made.start()
    yield made
    await made.stop()
    made.close()


@pytest.fixture
async def visit(world: World) -> AsyncIterator[Visit]:
    """A window with an open profile."""
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr") as visit:
        yield visit
