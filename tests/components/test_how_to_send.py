"""A person says how things are to be sent, and sees what went wrong on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from screens import routes
from services.errors import ConnectivityError
from services.models.outbox import SendingChoice, SendState
from tests.app.test_drafts import complete, drafts_of, signs_in
from tests.components.world import Visit, World, visiting


@pytest.fixture
async def visit(world: World) -> AsyncIterator[Visit]:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        yield visit


async def test_saving_data_is_chosen_and_kept(visit: Visit) -> None:
    await visit.open(routes.SENDING)
    await visit.at(visit.t("How to send"))
    await visit.sees(visit.t("Large papers only when I say so"))
    assert not await visit.window.actions.requests.saves_data()
    await visit.choose("small")
    await visit.until(lambda: visit.window.profile.sending_choice.get() == SendingChoice(save_data=True))
    await visit.choose("all")
    await visit.until(lambda: visit.window.profile.sending_choice.get() == SendingChoice())
    await visit.presses("Continue")
    await visit.at(visit.t("My requests"))


async def test_what_went_wrong_on_the_way_is_told_and_how_often_it_was_tried(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signs_in(visit)
    opened, profile = await complete(visit), visit.window.profile

    async def fails(_: object) -> None:
        raise ConnectivityError("timeout")

    monkeypatch.setattr(profile.ministry, "send_request", fails)
    await drafts_of(visit).send(opened)
    await visit.until(lambda: profile.requests.list()[0].sending.state is SendState.WAITING)
    await visit.until(lambda: profile.requests.list()[0].sending.attempts > 0)
    await visit.open(routes.request(opened.draft.id))
    await visit.sees(visit.t("What happened on the way"))
    await visit.until(lambda: visit.shows(tried(visit, profile.requests.list()[0].sending.attempts)))


def tried(visit: Visit, count: int) -> str:
    return visit.t.n("{date}, tried {count} time", "{date}, tried {count} times", count, date="|").split("|")[
        1
    ]
