"""My requests, where there are many."""

from __future__ import annotations

import pytest

from screens import routes
from tests.components.world import World, visiting


async def test_a_few_drafts_show_and_the_others_on_asking(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.requests.requests.DRAFTS_AT_ONCE", 2)
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        drafts = visit.window.actions.drafts
        for service in ("sick_leave", "chifa_card", "cnr_yearly_proof"):
            await drafts.start(service)
        catalogue = await visit.window.actions.services.load()
        assert catalogue is not None
        names = [visit.t.text(each.name) for each in catalogue.services]
        told = visit.t.n("{count} draft", "{count} drafts", 3)
        await visit.until(lambda: told in visit.words())
        await visit.open(routes.REQUESTS)
        more = visit.t("Show more drafts")
        await visit.until(lambda: visit.has_button(more))
        assert sum(visit.has_button(name) for name in names) == 2
        await visit.press(more)
        await visit.until(lambda: sum(visit.has_button(name) for name in names) == 3)
        assert not visit.has_button(more)
