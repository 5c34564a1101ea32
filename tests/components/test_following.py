"""What follows the answers as one types: the time limits, and on a desktop all answers so far."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import flet as ft
import pytest

from screens import routes
from screens.given import OpenDraft
from screens.room import Room
from services.models.catalogue import question_in
from tests.app.test_drafts import started
from tests.components.harness import plain, walk, words_of
from tests.components.world import Visit, World, visiting

BOTH = pytest.mark.parametrize("language", ["ar", "fr"])


async def asks(visit: Visit, service_id: str, group_id: str) -> OpenDraft:
    opened = await started(visit, service_id)
    await visit.open(routes.group(opened.draft.id, group_id))
    group = next(group for group in opened.form.groups if group.id == group_id)
    await visit.at(visit.t.text(group.title))
    return opened


def fields_of(visit: Visit, opened: OpenDraft, question_id: str) -> list[ft.TextField]:
    question = question_in(opened.form, question_id)
    assert question is not None
    name = visit.t.text(question.label)
    group = next(
        each for each in visit.all(ft.Semantics) if each.container and plain(name) in plain(each.label or "")
    )
    return [each for each in walk(group) if isinstance(each, ft.TextField)]


async def writes(visit: Visit, opened: OpenDraft, question_id: str, day: date) -> None:
    parts = (str(day.day), str(day.month), str(day.year))
    for place, part in enumerate(parts):
        await visit.key(fields_of(visit, opened, question_id)[place], part)


@BOTH
async def test_a_late_sick_leave_is_told_as_the_date_is_typed_and_nothing_is_forbidden(
    known: World, language: str
) -> None:
    async with visiting(known, language, routes.HOME) as visit:
        opened = await asks(visit, "sick_leave", "leave")
        late = datetime.now().astimezone().date() - timedelta(days=10)
        over = visit.t("This time limit ended on {date}.", date=visit.t.date(late + timedelta(days=2)))
        assert not visit.shows(over)
        await writes(visit, opened, "leave_start", late)
        assert visit.shows(over)
        assert visit.shows("83-11")
        assert visit.shows(visit.t("You can send the request all the same."))
        assert visit.shows(visit.t("To be confirmed with the agency"))
        told = [
            each for each in visit.all(ft.Semantics) if each.live_region and plain(over) in words_of(each)
        ]
        assert told
        problems = visit.window.actions.drafts.check_all(opened)
        assert "leave_start" not in [each.question_id for each in problems]


async def test_in_time_the_last_day_is_said(visit: Visit) -> None:
    opened = await asks(visit, "reimbursement", "care")
    await writes(visit, opened, "first_care_date", datetime.now().astimezone().date() - timedelta(days=3))
    await visit.sees(visit.t("You have until {date} to send this request.", date="|").split("|")[0])
    assert not visit.shows(visit.t("To be confirmed with the agency"))


async def test_on_a_desktop_the_answers_so_far_follow_beside_the_form(visit: Visit) -> None:
    beside = visit.t("Your answers so far")
    opened = await asks(visit, "jobseeker", "skills")
    assert not visit.shows(beside)
    visit.window.ui.room = Room.DESKTOP
    await visit.settle()
    assert visit.shows(beside)
    question = question_in(opened.form, "occupation")
    assert question is not None
    await visit.type(visit.t.text(question.label), "Couturière")
    assert visit.shows("Couturière")
