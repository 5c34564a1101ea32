"""Every form of the catalogue shows in every group and in every branch, in Arabic and in French."""

from __future__ import annotations

import pytest

from ministry.catalogue.loader import FOLDER, load
from screens import routes
from screens.given import OpenDraft
from services.forms.conditions import visible
from services.models.catalogue import Group
from tests.components.branches import branches
from tests.components.harness import plain
from tests.components.world import Visit, World, visiting

SERVICES = [service["id"] for service in load().document["services"]]


@pytest.fixture
async def started(world: World) -> World:
    profile = world.house.profiles.create("Amina")
    await world.house.open_profile(profile.id)
    return world


def test_every_file_is_a_service() -> None:
    assert sorted(SERVICES) == sorted(each.stem for each in (FOLDER / "services").glob("*.yaml"))


@pytest.mark.parametrize("service_id", SERVICES)
async def test_every_group_shows_in_every_branch(started: World, service_id: str) -> None:
    async with visiting(started) as visit:
        opened = await draft_of(visit, service_id)
        asked: set[str] = set()
        mixtures: set[tuple[str, ...]] = set()
        for inputs in branches(opened.form):
            opened.draft.inputs = inputs
            for group in visible(opened.form, inputs):
                questions = [question.id for question in group.questions]
                if (group.id, *questions) not in mixtures:
                    mixtures.add((group.id, *questions))
                    asked.update(questions)
                    await shows_group(visit, opened, group)
        assert asked == {question.id for group in opened.form.groups for question in group.questions}


async def shows_group(visit: Visit, opened: OpenDraft, group: Group) -> None:
    """Show a group in one language, with its errors, then the other."""
    route = routes.group(opened.draft.id, group.id)
    if visit.page.route == route:
        await visit.open(routes.WELCOME)  # the window would not open its own address again
    await visit.open(route)
    asks(visit, group)
    drafts = visit.window.actions.drafts
    wrong = [problem for question in group.questions if (problem := drafts.check(opened, question))]
    if wrong:
        await visit.press(visit.window.ui.words("Continue"))
    visit.window.speak("fr" if visit.window.ui.language == "ar" else "ar")
    await visit.settle()
    asks(visit, group)
    if wrong:
        t = visit.window.ui.words
        count = t.n("{count} answer needs another look", "{count} answers need another look", len(wrong))
        assert visit.shows(count)


def asks(visit: Visit, group: Group) -> None:
    t = visit.window.ui.words
    assert visit.headings(1) == [plain(t.text(group.title))]
    words = visit.words()
    for question in group.questions:
        label = plain(t.text(question.label))
        assert any(text.startswith(label) for text in words), f"{question.id} is not asked"


async def draft_of(visit: Visit, service_id: str) -> OpenDraft:
    drafts = visit.window.actions.drafts
    opened = await drafts.open(await drafts.start(service_id))
    assert opened is not None
    return opened
