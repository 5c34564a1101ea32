"""The receipt as a paper: fetched by itself, read without a network afterwards, and told to be missing until then."""

from __future__ import annotations

import pytest

from ministry.letters.seal import Standing
from screens import routes
from services.errors import ConnectivityError
from tests.app.test_drafts import complete, drafts_of, signs_in
from tests.components.test_frame import live
from tests.components.world import Visit, World
from tests.letters.reading import elements

MISSING = "The receipt is not on this device yet. It comes with the network."
PREPARED = "The ministry is preparing the receipt. It comes by itself."


@pytest.fixture
async def taken(visit: Visit) -> str:
    """The id of a request whose receipt waits for its job."""
    await signs_in(visit)
    opened = await complete(visit)
    await drafts_of(visit).send(opened)
    await visit.until(lambda: visit.window.profile.requests.receipt(opened.draft.id))
    return opened.draft.id


@pytest.fixture
async def sent(world: World, taken: str) -> str:
    """The id of a request whose receipt the ministry made."""
    world.ministry.letters.make_receipt(taken)
    return taken


async def test_while_the_ministry_prepares_it_the_person_is_told_so(
    world: World, visit: Visit, taken: str
) -> None:
    prepared = visit.window.ui.words(PREPARED)
    await visit.open(routes.request(taken))
    visit.window.profile.look()
    await visit.sees(prepared)
    world.ministry.letters.make_receipt(taken)
    visit.window.profile.look()
    await visit.until(lambda: not visit.shows(prepared))
    case = visit.window.profile.cases.get(taken)
    assert case is not None
    assert case.receipt is not None


async def test_it_comes_by_itself_and_stays(world: World, visit: Visit, sent: str) -> None:
    requests = visit.window.actions.requests
    visit.window.profile.look()
    case = visit.window.profile.cases
    await visit.until(lambda: (kept := case.get(sent)) and kept.receipt and case.has_paper(kept.receipt.id))
    world.line.is_cut = True
    pdf = await requests.receipt_pdf(sent)
    assert pdf is not None
    assert world.ministry.real.seal.standing(pdf) is Standing.HOLDS
    reference = visit.window.profile.requests.receipt(sent)
    assert reference is not None
    assert reference.reference in [words for _, words, _ in elements(pdf)]


async def test_who_asks_for_it_too_early_is_told_so(
    visit: Visit, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.requests._RECEIPT_PAUSES", (0,))
    await visit.open(routes.request(taken))
    await visit.presses("Save the receipt (PDF)")
    await visit.until(lambda: any(visit.window.ui.words(PREPARED) in said for said in live(visit)))


async def test_until_it_is_here_the_person_is_told_so(world: World, visit: Visit, sent: str) -> None:
    world.line.is_cut = True
    await visit.open(routes.request(sent))
    await visit.sees(visit.window.ui.words(MISSING))
    with pytest.raises(ConnectivityError):
        await visit.window.actions.requests.receipt_pdf(sent)
    world.line.is_cut = False
    visit.window.profile.look()
    await visit.until(lambda: not visit.shows(visit.window.ui.words(MISSING)))
