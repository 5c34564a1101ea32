from __future__ import annotations

import pytest

from ministry.catalogue.loader import LoadedCatalogue, load


@pytest.fixture(scope="session")
def catalogue() -> LoadedCatalogue:
    return load()
