"""What a person finds again on the way through a form: what was refused or changed, and the way they came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import flet as ft
import pytest

from i18n.field_problems import describe_field
from i18n.problems import describe
from i18n.terms import terms_in
from screens import routes
from screens.given import OpenDraft
from services.errors import NotReopenableError, RefusedError, ServerError
from services.models.catalogue import question_in
from services.models.contract import FieldError
from services.models.outbox import SendState
from services.models.step import step_id
from tests.app.test_drafts import complete, drafts_of, signs_in
from tests.components.harness import plain, words_of
from tests.components.world import Visit, World, visiting

CHANGED = "This question changed. Please look at it again."


@pytest.fixture
async def visit(world: World) -> AsyncIterator[Visit]:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        yield visit


def label(visit: Visit, opened: OpenDraft, question_id: str) -> str:
    question = question_in(opened.form, question_id)
    assert question is not None
    return plain(visit.t.text(question.label))


def group_with(opened: OpenDraft, question_id: str) -> str:
    return next(
        group.id for group in opened.form.groups for each in group.questions if each.id == question_id
    )


async def opened_again(world: World, visit: Visit, draft_id: str) -> OpenDraft:
    """Open the profile again after the app was closed."""
    profile_id = visit.window.profile.profile.id
    await world.house.close_profile()
    await world.house.open_profile(profile_id)
    opened = await drafts_of(visit).open(draft_id)
    assert opened is not None
    return opened


async def refused_request(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> str:
    """Send a request that the ministry refuses for its address."""
    await signs_in(visit)
    opened, profile = await complete(visit), visit.window.profile

    async def refuses(_: object) -> None:
        raise RefusedError("validation", 422, [FieldError("/answers/address", "type")])

    with monkeypatch.context() as ministry:
        ministry.setattr(profile.ministry, "send_request", refuses)
        await drafts_of(visit).send(opened)
        await visit.until(lambda: profile.requests.list()[0].sending.state is SendState.NEEDS_ATTENTION)
    return opened.draft.id


async def refused(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> OpenDraft:
    """Reopen a request that the ministry refused for its address."""
    request_id = await refused_request(visit, monkeypatch)
    draft_id = await visit.window.actions.requests.reopen(request_id)
    again = await drafts_of(visit).open(draft_id)
    assert again is not None
    return again


async def test_what_the_ministry_refused_is_marked_until_it_is_changed(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await opened_again(world, visit, (await refused(visit, monkeypatch)).draft.id)
    question = question_in(opened.form, "address")
    assert question is not None
    problem = drafts_of(visit).check(opened, question)
    assert problem is not None
    advice = plain(describe_field(problem, visit.t, question))
    await visit.open(routes.draft(opened.draft.id))
    await visit.until(
        lambda: visit.page.route == routes.group(opened.draft.id, group_with(opened, "address"))
    )
    await visit.sees(visit.t.text(question.label))
    said = [words for words in visit.words() if advice in words]
    assert len(said) == 2, "in the summary and beside the question"
    await visit.open(routes.review(opened.draft.id))
    assert visit.button(visit.t("Send the request")).disabled
    await visit.press(visit.t("Change: {what}", what=visit.t.text(question.label)))
    await visit.type(visit.t.text(question.label), "9 rue des Figuiers")
    await visit.press(visit.t("Continue"))
    await visit.at(visit.t("Check and send"))
    assert not visit.button(visit.t("Send the request")).disabled
    await asyncio.to_thread(visit.window.profile.saver.flush)
    kept = visit.window.profile.drafts.get(opened.draft.id)
    assert kept is not None
    assert kept.refused == {}


async def test_what_moved_on_meanwhile_is_told_in_words(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_id = await refused_request(visit, monkeypatch)
    await visit.open(routes.request(request_id))
    await visit.sees(visit.t("Open and correct"))
    await asyncio.to_thread(visit.window.profile.requests.reopen, request_id)
    await visit.press(visit.t("Open and correct"))
    await visit.sees(describe(NotReopenableError(), visit.t).title)


async def test_a_changed_question_is_pointed_out_until_it_was_looked_at(world: World, visit: Visit) -> None:
    opened = await complete(visit)
    opened.draft.needs_look = ["address", "phone"]
    drafts_of(visit).write(opened, "last_name", "Ben Ali")
    opened = await opened_again(world, visit, opened.draft.id)
    assert opened.draft.needs_look == ["address", "phone"]
    await visit.open(routes.draft(opened.draft.id))
    await visit.sees(visit.t(CHANGED))
    assert [words == plain(visit.t(CHANGED)) for words in visit.words()].count(True) == 2
    await visit.type(label(visit, opened, "address"), "9 rue des Figuiers")
    assert opened.draft.needs_look == ["phone"], "answered"
    await visit.press(visit.t("Continue"))
    assert opened.draft.needs_look == [], "gone on from"


async def test_after_a_change_the_way_leads_back_to_the_review(visit: Visit) -> None:
    opened = await complete(visit)
    await visit.open(routes.review(opened.draft.id))
    await visit.press(visit.t("Change: {what}", what=label(visit, opened, "last_name")))
    at = step_id(group_with(opened, "last_name"), "last_name")
    assert visit.page.route == routes.change(opened.draft.id, at)
    await visit.until(lambda: visit._field(label(visit, opened, "last_name")))
    await visit.press(visit.t("Back"))
    await visit.at(visit.t("Check and send"))
    await visit.press(visit.t("Change: {what}", what=label(visit, opened, "last_name")))
    await visit.until(lambda: visit._field(label(visit, opened, "last_name")))
    await visit.key(visit.field(label(visit, opened, "last_name")), "")
    await visit.press(visit.t("Continue"))
    assert visit.page.route == routes.change(opened.draft.id, at), "what is wrong is put right first"
    await visit.type(label(visit, opened, "last_name"), "Ben Ali")
    await visit.press(visit.t("Continue"))
    await visit.at(visit.t("Check and send"))
    assert visit.shows("Ben Ali")


async def test_what_a_change_brought_is_asked_before_the_review(visit: Visit) -> None:
    drafts = drafts_of(visit)
    opened = await drafts.open(await drafts.start("jobseeker"))
    assert opened is not None
    await visit.open(routes.review(opened.draft.id))
    before = {
        question.id for step in drafts.steps(opened, one_each=True) for question in step.group.questions
    }
    await visit.press(visit.t("Change: {what}", what=label(visit, opened, "level")))
    await visit.until(lambda: visit._field(label(visit, opened, "occupation")))
    await visit.choose("vocational")
    await visit.type(label(visit, opened, "occupation"), "Couturière")
    await visit.type(label(visit, opened, "experience_years"), "7")
    after = {question.id for step in drafts.steps(opened, one_each=True) for question in step.group.questions}
    (brought,) = after - before
    await visit.press(visit.t("Continue"))
    assert visit.page.route == routes.change(opened.draft.id, group_with(opened, brought))


async def test_the_terms_of_a_question_are_explained_one_step_away(visit: Visit) -> None:
    opened = await complete(visit)
    terms = terms_in(label(visit, opened, "nss"), "fr")
    await visit.open(routes.group(opened.draft.id, group_with(opened, "nss")))
    name = visit.t("Words explained: {terms}", terms="|").split("|")[0] + terms[0].name
    await visit.until(lambda: visit.has_button(name))
    assert not visit.shows(terms[0].explanation)
    await visit.press(name)
    assert visit.shows(terms[0].explanation)
    await visit.press(name)
    assert not visit.shows(terms[0].explanation)


async def test_a_problem_that_comes_back_at_each_attempt_is_said_once(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signs_in(visit)
    opened, profile = await complete(visit), visit.window.profile
    ends = [asyncio.Event(), asyncio.Event()]
    begun = iter(ends)

    async def fails(_: object) -> None:
        await next(begun).wait()
        raise ServerError(500)

    monkeypatch.setattr(profile.ministry, "send_request", fails)
    await drafts_of(visit).send(opened)
    await visit.open(routes.request(opened.draft.id))
    words = plain(describe("server-error", visit.t).text)

    def said_live() -> list[bool]:
        said = {bool(each.live_region) for each in visit.all(ft.Semantics) if words in plain(words_of(each))}
        return [] if words not in visit.words() else [any(said)]

    ends[0].set()
    await visit.until(lambda: said_live() == [True])
    profile.outbox.wake()
    await visit.until(lambda: not said_live())
    ends[1].set()
    await visit.until(lambda: said_live() == [False])
