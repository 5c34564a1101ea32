"""Simple mode: one question a screen, a picture beside each choice, and nothing that is not needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import flet as ft
import pytest

from screens import routes
from screens.given import OpenDraft
from services.models.catalogue import question_in
from services.models.pictograms import NO, PICTOGRAMS, YES
from services.models.step import step_id
from tests.components.harness import plain
from tests.components.world import Visit, World, visiting

SERVICE = "jobseeker"
BOTH = pytest.mark.parametrize("language", ["ar", "fr"])


@pytest.fixture
async def visit(known: World) -> AsyncIterator[Visit]:
    async with visiting(known, "fr", routes.HOME) as visit:
        await simple(visit)
        yield visit


async def simple(visit: Visit, on: bool = True) -> None:
    visit.window.ui.comfort = replace(visit.window.ui.comfort, simple=on)
    await visit.settle()


async def started(visit: Visit) -> OpenDraft:
    drafts = visit.window.actions.drafts
    opened = await drafts.open(await drafts.start(SERVICE))
    assert opened is not None
    await visit.open(routes.draft(opened.draft.id))
    return opened


def label(visit: Visit, opened: OpenDraft, question_id: str) -> str:
    question = question_in(opened.form, question_id)
    assert question is not None
    return plain(visit.t.text(question.label))


def pictures(visit: Visit) -> list[str]:
    return [str(image.src) for image in visit.all(ft.Image) if "/pictograms/" in str(image.src)]


@BOTH
async def test_one_question_a_screen_said_once_with_a_picture_beside_each_choice(
    known: World, language: str
) -> None:
    async with visiting(known, language, routes.HOME) as visit:
        await simple(visit)
        opened = await started(visit)
        level = opened.form.groups[0].questions[0]
        await visit.at(label(visit, opened, level.id))
        assert visit.headings(1) == [label(visit, opened, level.id)]
        assert visit.words().count(label(visit, opened, level.id)) == 1
        total = len(visit.window.actions.drafts.steps(opened, one_each=True)) + 1
        assert visit.shows(visit.t("Step {number} of {total}", number=1, total=total))
        assert not visit.shows(visit.t("What you write is kept on this device, encrypted."))
        names = [option.pictogram for option in level.options]
        assert all(name in PICTOGRAMS for name in names)
        shown = pictures(visit)
        assert shown[len(shown) - len(names) :] == [f"/pictograms/{name}.svg" for name in names]
        assert all(image.exclude_from_semantics for image in visit.all(ft.Image))
        named = [each.label for each in visit.all(ft.Semantics) if each.label and each.container]
        assert any(plain(name).startswith(label(visit, opened, level.id)) for name in named)


async def test_the_question_that_an_answer_brings_comes_next_and_the_way_back_is_the_way_come(
    visit: Visit,
) -> None:
    opened = await started(visit)
    group = next(group for group in opened.form.groups if group.id == "disability")
    await visit.open(routes.group(opened.draft.id, step_id(group.id, group.questions[0].id)))
    await visit.at(label(visit, opened, group.questions[0].id))
    assert pictures(visit)[-2:] == [f"/pictograms/{YES}.svg", f"/pictograms/{NO}.svg"]
    await visit.choose("yes")
    await visit.at(label(visit, opened, group.questions[0].id))  # answering does not go on by itself
    await visit.press(visit.t("Continue"))
    await visit.at(label(visit, opened, "adaptations"))
    await visit.press(visit.t("Back"))
    await visit.at(label(visit, opened, group.questions[0].id))


async def test_a_text_field_is_named_by_the_title_that_it_does_not_repeat(visit: Visit) -> None:
    opened = await started(visit)
    await visit.open(routes.group(opened.draft.id, step_id("skills", "occupation")))
    name = label(visit, opened, "occupation")
    await visit.at(name)
    assert visit.words().count(name) == 1
    await visit.type(name, "Couturière")
    assert opened.draft.inputs["occupation"] == "Couturière"
    await visit.press(visit.t("Continue"))
    assert opened.draft.group != step_id("skills", "occupation")


async def test_a_wrong_answer_stays_with_its_question(visit: Visit) -> None:
    opened = await started(visit)
    await visit.press(visit.t("Continue"))
    count = visit.t.n("{count} answer needs another look", "{count} answers need another look", 1)
    assert visit.shows(count)
    assert visit.headings(1) == [label(visit, opened, "level")]
    await visit.choose("vocational")
    await visit.press(visit.t("Continue"))
    assert not visit.shows(count)


async def test_switching_in_the_middle_keeps_the_place(visit: Visit) -> None:
    opened = await started(visit)
    await visit.choose("vocational")
    await visit.press(visit.t("Continue"))
    await visit.at(label(visit, opened, "occupation"))
    await simple(visit, on=False)
    await visit.at(visit.t.text(opened.form.groups[0].title))
    await visit.open(routes.HOME)
    await visit.open(routes.group(opened.draft.id, "skills"))
    await simple(visit)
    await visit.at(label(visit, opened, "occupation"))
    assert visit.page.route == routes.group(opened.draft.id, step_id("skills", "occupation"))


async def test_the_review_leads_to_the_one_question_and_back(visit: Visit) -> None:
    opened = await started(visit)
    await visit.open(routes.review(opened.draft.id))
    await visit.press(visit.t("Change: {what}", what=label(visit, opened, "level")))
    await visit.at(label(visit, opened, "level"))
    await visit.choose("vocational")
    await visit.press(visit.t("Continue"))
    await visit.at(label(visit, opened, "diplomas"))  # the one that this answer brought
    await visit.press(visit.t("Continue"))
    await visit.at(visit.t("Check and send"))


async def test_home_and_services_say_only_what_is_needed(visit: Visit) -> None:
    await visit.at(visit.t("Hello, {name}", name="Amina"))
    assert not visit.shows(visit.t("Card, allowance, reimbursement, equipment…"))
    catalogue = await visit.window.actions.services.load()
    assert catalogue is not None
    service = catalogue.service(SERVICE)
    assert service is not None
    await visit.open(routes.SERVICES)
    await visit.until(lambda: pictures(visit))
    assert not visit.shows(visit.t.text(service.summary))
    await visit.open(routes.service(SERVICE))
    await visit.sees(visit.t.text(service.summary))
    assert visit.headings(2) == [visit.t("Papers to prepare")]
    assert visit.has_button(visit.t("Start this request"))
    await started(visit)
    await visit.open(routes.service(SERVICE))
    await visit.until(lambda: visit.has_button(visit.t("Continue my draft")))
    assert not visit.has_button(visit.t("Start another one"))
