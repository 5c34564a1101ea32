"""Before sending a person declares that the answers are true; after it they see how far it came."""

from __future__ import annotations

import flet as ft
import pytest

from screens import routes
from tests.app.test_drafts import complete, signs_in
from tests.components.world import Visit, World, visiting

BOTH = pytest.mark.parametrize("language", ["ar", "fr"])
UNDECLARED = "Tick the declaration to send the request."


@BOTH
async def test_nothing_leaves_before_it_is_declared(known: World, language: str) -> None:
    async with visiting(known, language, routes.HOME) as visit:
        await signs_in(visit)
        opened = await complete(visit)
        await visit.open(routes.review(opened.draft.id))
        await visit.presses("Send the request")
        await visit.sees(visit.t(UNDECLARED))
        assert visit.window.profile.requests.list() == []
        await visit.fire(visit.one(ft.Checkbox), "change", True, value=True)
        assert not visit.shows(visit.t(UNDECLARED))
        await visit.press(visit.t("Send the request"))
        await visit.at(visit.t("Thank you, your request is complete"))
        assert [each.id for each in visit.window.profile.requests.list()] == [opened.draft.id]


async def test_who_receives_the_data_is_said_with_the_law(visit: Visit) -> None:
    opened = await complete(visit)
    await visit.open(routes.review(opened.draft.id))
    await visit.sees("(CNAS)")
    assert visit.shows(visit.t("law 18-07 on the protection of personal data"))
    assert visit.shows(visit.t("To be confirmed with the agency"))


async def test_without_a_network_it_is_said_to_be_kept_and_then_received(world: World, visit: Visit) -> None:
    await signs_in(visit)
    opened = await complete(visit)
    world.line.is_cut = True
    await visit.open(routes.review(opened.draft.id))
    await visit.until(lambda: visit.all(ft.Checkbox))
    await visit.fire(visit.one(ft.Checkbox), "change", True, value=True)
    await visit.press(visit.t("Send the request"))
    by_itself = visit.t("It is sent by itself once the network is back. Qarib must be open for that.")
    await visit.sees(by_itself)
    assert visit.shows(visit.t("Saved on this device"))
    assert not visit.shows(visit.t("Your request has arrived. Its reference:"))
    world.line.is_cut = False
    visit.window.profile.outbox.wake()
    await visit.sees(visit.t("Your request has arrived. Its reference:"))
    assert not visit.shows(by_itself)
    assert visit.shows("La réponse est immédiate en ligne.")
