"""Search among the services: by everyday words, and what is said where no service is for it."""

from __future__ import annotations

import pytest

from screens import routes
from tests.components.world import World, visiting

BOTH = pytest.mark.parametrize("language", ["ar", "fr"])


@BOTH
async def test_a_complaint_is_answered_with_the_ways_there_are_today(known: World, language: str) -> None:
    async with visiting(known, language, routes.SERVICES) as visit:
        await visit.type(visit.t("Search"), "شكوى" if language == "ar" else "réclamation")
        await visit.sees(visit.t("Qarib does not take complaints yet."))
        assert visit.t("To complain") in visit.headings(2)
        assert visit.shows("3010")
        assert visit.shows(visit.t("To be confirmed with the agency"))
        await visit.press(visit.t("See my messages"))
        await visit.at(visit.t("Messages"))


@BOTH
async def test_where_nothing_is_found_all_services_are_one_press_away(known: World, language: str) -> None:
    async with visiting(known, language, routes.SERVICES) as visit:
        await visit.type(visit.t("Search"), "zzzz")
        await visit.presses("See all services")
        assert visit.field(visit.t("Search")).value == ""
        assert len(visit.headings(2)) > 3
        assert not visit.has_button(visit.t("See all services"))


async def test_a_brand_leads_to_its_service(known: World) -> None:
    async with visiting(known, "fr", routes.SERVICES) as visit:
        await visit.type(visit.t("Search"), "sonotone")
        catalogue = await visit.window.actions.services.load()
        assert catalogue is not None
        service = catalogue.service("appareillage")
        assert service is not None
        await visit.until(lambda: visit.has_button(visit.t.text(service.name)))
