"""What must not happen to a draft between two screens."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from i18n import problems
from i18n.field_problems import describe_field
from screens import routes
from screens.given import OpenDraft
from services.errors import DamagedRecordError
from services.models.form import FieldProblem
from tests.components.harness import plain
from tests.components.world import Visit, World, visiting

SERVICE = "jobseeker"


@pytest.fixture
async def visit(world: World) -> AsyncIterator[Visit]:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        yield visit


async def started(visit: Visit) -> OpenDraft:
    drafts = visit.window.actions.drafts
    opened = await drafts.open(await drafts.start(SERVICE))
    assert opened is not None
    return opened


def title(visit: Visit, opened: OpenDraft, place: int) -> str:
    return plain(visit.t.text(opened.form.groups[place].title))


async def test_the_errors_of_one_group_are_not_shown_in_another(visit: Visit) -> None:
    opened = await started(visit)
    first, second = opened.form.groups[0], opened.form.groups[1]
    await visit.open(routes.group(opened.draft.id, second.id))
    await visit.at(title(visit, opened, 1))
    await visit.press(visit.t("Continue"))
    problem = visit.window.actions.drafts.check(opened, second.questions[0])
    assert problem is not None
    assert visit.shows(plain(describe_field(problem, visit.t, second.questions[0])))
    await visit.press(visit.t("Back"))
    await visit.at(title(visit, opened, 0))
    assert not visit.shows(plain(describe_field(problem, visit.t, second.questions[0])))
    assert not visit.shows(visit.t.text(second.questions[0].label))
    assert visit.page.route == routes.group(opened.draft.id, first.id)


async def test_the_form_is_checked_once_for_all_questions_of_a_screen(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, drafts = await started(visit), visit.window.actions.drafts
    await visit.open(routes.group(opened.draft.id, opened.form.groups[1].id))
    await visit.at(title(visit, opened, 1))
    checked, check_all = [], drafts.check_all

    def counted(asked: OpenDraft) -> list[FieldProblem]:
        checked.append(asked)
        return check_all(asked)

    monkeypatch.setattr(drafts, "check_all", counted)
    await visit.press(visit.t("Continue"))
    assert len(opened.form.groups[1].questions) > 1
    assert checked == [opened]


async def test_a_group_starts_with_its_own_texts_and_keeps_those_of_the_last(visit: Visit) -> None:
    opened = await started(visit)
    contact = next(group for group in opened.form.groups if group.id == "contact")
    citizen = next(group for group in opened.form.groups if group.id == "citizen")
    await visit.open(routes.group(opened.draft.id, citizen.id))
    for question in citizen.questions[:2]:
        await visit.type(visit.t.text(question.label), f"text of {question.id}")
    await visit.open(routes.group(opened.draft.id, contact.id))
    address = next(question for question in contact.questions if question.id == "address")
    await visit.until(lambda: visit._field(visit.t.text(address.label)))
    assert visit.field(visit.t.text(address.label)).value == ""
    await visit.open(routes.group(opened.draft.id, citizen.id))
    for question in citizen.questions[:2]:
        label = visit.t.text(question.label)
        await visit.until(lambda label=label: visit._field(label))
        assert visit.field(label).value == f"text of {question.id}"


async def test_one_request_after_another_is_watched_and_let_go(visit: Visit) -> None:
    watched = visit.window.profile.poller.watched
    for request_id in ("r1", "r2"):
        await visit.open(routes.request(request_id))
        await visit.until(lambda request_id=request_id: watched == {request_id}, f"only {request_id} watched")
    await visit.open(routes.HOME)
    await visit.until(lambda: watched == set())


async def test_deleting_asks_first_and_leaves_nothing(visit: Visit) -> None:
    opened = await started(visit)
    await visit.open(routes.review(opened.draft.id))
    await visit.presses("Delete this draft")
    await visit.presses("No, keep it")
    assert not visit.has_button(visit.t("Yes, delete it"))
    await visit.presses("Delete this draft")
    await visit.presses("Yes, delete it")
    await visit.at(visit.t("My requests"))
    await visit.sees(visit.t("You have no request yet."))
    await visit.open(routes.draft(opened.draft.id))
    await visit.sees(visit.t("This draft is no longer here."))


async def test_a_review_leads_to_each_answer_and_sends_nothing_that_is_wrong(visit: Visit) -> None:
    opened = await started(visit)
    await visit.open(routes.review(opened.draft.id))
    await visit.at(visit.t("Check and send"))
    assert visit.button(visit.t("Send the request")).disabled
    question = opened.form.groups[0].questions[0]
    await visit.press(visit.t("Change: {what}", what=visit.t.text(question.label)))
    await visit.at(title(visit, opened, 0))


async def test_a_draft_that_cannot_be_read_is_not_said_to_be_gone(world: World, visit: Visit) -> None:
    opened = await started(visit)
    profile_id = visit.window.profile.profile.id
    await visit.house.close_profile()
    await visit.at(visit.t("Who is using Qarib?"))
    damage(world.home / "profiles" / profile_id / "records.db", opened.draft.id)
    await visit.presses("Amina")
    await visit.at(visit.t("Hello, {name}", name="Amina"))
    await visit.open(routes.REQUESTS)
    service = visit.t.text(opened.service.name)
    await visit.until(lambda: visit.has_button(service))
    await visit.press(service)
    await visit.at(visit.t("My draft"))
    await visit.sees(problems.describe(DamagedRecordError("draft", opened.draft.id), visit.t).title)
    assert not visit.shows(visit.t("This draft is no longer here."))


def damage(database: Path, record_id: str) -> None:
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("UPDATE record SET body = zeroblob(length(body)) WHERE id = ?", (record_id,))
        opened.commit()
