"""What tests of the whole app stand on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ministry.catalogue.loader import LoadedCatalogue, load
from screens import routes
from tests.components.story import Story
from tests.components.world import Visit, World, visiting


@pytest.fixture(scope="session")
def published() -> LoadedCatalogue:
    """The ministry's own catalogue, read once."""
    return load()


@pytest.fixture
async def world(tmp_path: Path, published: LoadedCatalogue) -> AsyncIterator[World]:
    """A started app on a new device, and its ministry.

    The ministry has the demonstration's citizen.
    """
    made = World(tmp_path, published)
    await made.start()
    yield made
    await made.stop()
    made.close()


@pytest.fixture
async def known(world: World) -> World:
    """The world with a profile that is open."""
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    return world


@pytest.fixture
async def visit(known: World) -> AsyncIterator[Visit]:
    """The home screen of that profile, in French."""
    async with visiting(known, "fr", routes.HOME) as visit:
        yield visit


@pytest.fixture
async def story(known: World, visit: Visit, tmp_path: Path) -> Story:
    """What happens to that profile."""
    return Story(known, visit, tmp_path)
