"""Pictograms come with the files, also for forms that were published before they had any."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from ministry.catalogue.loader import LoadedCatalogue
from ministry.context import Context
from ministry.migrations.runner import brought_up_to_date
from ministry.publishing.service import Publisher
from tests.blocking import run
from tests.contract.conftest import CATALOGUE, World

CHIFA = "chifa_card"


def _edited(pictogram: str) -> LoadedCatalogue:
    """Return the catalogue with another pictogram at its first option."""
    edited = LoadedCatalogue(deepcopy(CATALOGUE.document), CATALOGUE.places)
    service = edited.service(CHIFA)
    assert service is not None
    service["form"]["groups"][0]["questions"][0]["options"][0]["pictogram"] = pictogram
    return edited


def _published(context: Context, publisher: Publisher) -> dict[str, Any]:
    async def look() -> dict[str, Any]:
        async with context.database.look() as session:
            form: dict[str, Any] = (await publisher.edition(session)).services[CHIFA]["form"]
        return form

    return run(look())


def _first_pictogram(form: dict[str, Any]) -> str:
    name: str = form["groups"][0]["questions"][0]["options"][0]["pictogram"]
    return name


def test_new_pictograms_reach_a_form_that_was_published_already(world: World) -> None:
    context, version = world.ministry.context, world.form(CHIFA)["version"]
    later = Publisher(context.database, _edited("book"), world.clock)
    with brought_up_to_date(context.database.url) as connection:
        later.publish(connection)
    form = _published(context, later)
    assert (form["version"], _first_pictogram(form)) == (version, "book")


def test_they_also_reach_the_form_that_replaced_a_withdrawn_one(world: World) -> None:
    context = world.ministry.context
    version = world.ministry.publisher.withdraw(CHIFA)
    later = Publisher(context.database, _edited("book"), world.clock)
    form = _published(context, later)
    assert (form["version"], _first_pictogram(form)) == (version, "book")
