from __future__ import annotations

import asyncio
from pathlib import Path

from app.session.events import Events
from app.session.kept_catalogue import KeptCatalogue
from services.catalogue.repository import CatalogueRepository
from services.errors import QaribError, VaultError
from tests.unit.catalogue.builders import catalogue, service
from tests.unit.catalogue.test_repository import Ministry


async def test_a_catalogue_that_cannot_be_kept_is_shown_and_renewing_goes_on(tmp_path: Path) -> None:
    in_its_place = tmp_path / "catalogue"
    in_its_place.write_bytes(b"a file where the folder should be")
    events, problem = Events(), asyncio.get_running_loop().create_future()
    events.on_problem.join(problem.set_result)
    kept = KeptCatalogue(CatalogueRepository(in_its_place), Ministry(catalogue(service("a"))), events)
    renewing = asyncio.create_task(kept.renew())

    done, _ = await asyncio.wait({renewing, problem}, return_when=asyncio.FIRST_COMPLETED, timeout=5)
    assert done == {problem}
    error: QaribError = problem.result()
    assert isinstance(error, VaultError)
    assert await kept.load() is not None
    assert not renewing.done()
    renewing.cancel()
    await asyncio.wait({renewing})
