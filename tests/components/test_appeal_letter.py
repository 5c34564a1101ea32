"""A refusal in words, every appeal in its order, and its letter: drafted, written on, kept, saved."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from i18n import Words
from ministry.demo import CITIZEN
from screens import routes
from screens.aloud import passages
from screens.requests.letter import words_of_letter
from services.appeals import last_safe_day
from services.models.appeal import LetterPart
from services.models.comfort import Comfort, Voice
from services.unsent import letter_id
from tests.components.harness import plain
from tests.components.story import Story

REASONS = "Le docteur Haddad a signé le 3 novembre.\nJ’étais à l’hôpital."


async def refused(story: Story, service_id: str = "affiliation_certificate") -> None:
    await story.begins(service_id)
    await story.is_decided()
    await story.actions.cases.refresh()
    await story.visit.open(routes.decision(story.id))
    await story.visit.sees("Il manque deux années.")


async def test_a_refusal_shows_each_step_and_a_day_for_the_first_alone(story: Story) -> None:
    visit, t = story.visit, story.t
    await refused(story)
    opened = await story.actions.requests.open(story.id)
    assert opened is not None
    assert opened.case is not None
    assert opened.case.decision is not None
    (appeal,) = opened.appeals
    assert appeal.key == "general"
    assert [visit.shows(t.text(step.to)) for step in appeal.route.steps] == [True, False, False]
    await visit.press(t("If the answer does not help"))
    assert [visit.shows(t.text(step.to)) for step in appeal.route.steps] == [True] * 3
    assert [visit.shows(step.law) for step in appeal.route.steps] == [True] * 3
    day = t.date(last_safe_day(opened.case.decision, 15))
    shown = [words for words in visit.words() if day in words]
    assert shown == [plain(t("Last safe day to appeal: {date}", date=day))]
    assert visit.shows(t("Then: {who}", who=t.text(appeal.route.steps[1].to)))


async def test_the_reasons_are_read_in_the_language_they_were_written_in(story: Story) -> None:
    await refused(story)
    said = [
        each
        for view in story.visit.all(ft.View)
        for each in passages(view)
        if "Il manque deux années." in each.text
    ]
    assert [(getattr(each.text, "language", None), each.when_asked) for each in said] == [("fr", True)]


async def test_what_is_granted_says_what_comes_then_and_where_to_ask(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins("reimbursement")
    await story.is_decided("accepted")
    await story.actions.cases.refresh()
    await visit.open(routes.decision(story.id))
    await visit.sees(t("What happens now"))
    assert visit.shows("L’argent est viré sur un compte postal ou bancaire.")
    assert visit.shows(t("The letter of the decision says what happens now, and when."))
    assert visit.shows("3010")
    assert visit.has_button(t("Write a message to the agency"))
    assert not visit.shows(t("If you do not agree"))
    assert not visit.has_button(t("Write the letter"))
    await visit.open(routes.appeal(story.id, "general"))
    await visit.sees(t("There is nothing to appeal against."))


async def test_the_letter_says_what_is_known_and_keeps_what_is_written(story: Story, tmp_path: Path) -> None:
    visit, t = story.visit, story.t
    saved: list[dict[str, Any]] = []

    def save(arguments: dict[str, Any]) -> str:
        saved.append(arguments)
        return str(tmp_path / arguments["file_name"])

    visit.client.answers["save_file"] = save
    await refused(story)
    await visit.press(t("Write the letter"))
    await visit.until(lambda: visit._field(t("Your reasons")))
    case = visit.window.profile.cases.get(story.id)
    assert case is not None
    assert CITIZEN.number in plain(str(visit.field(t("Who writes")).value))
    assert case.reference in plain(str(visit.field(t("What it is about")).value))
    assert "commission locale" in str(visit.field(t("Who it is written to")).value)
    assert visit.field(t("Your reasons")).value == ""
    await visit.key(visit.field(t("Your reasons")), REASONS)

    # What was written is kept as it is typed, sealed, and is there again.
    await visit.press(t("Back"))
    profile = visit.window.profile
    await asyncio.to_thread(profile.saver.flush)
    assert profile.unsent.get(letter_id(story.id, "general", LetterPart.REASONS)).text == REASONS
    await visit.open(routes.appeal(story.id, "general"))
    await visit.until(lambda: visit._field(t("Your reasons")))
    assert visit.field(t("Your reasons")).value == REASONS

    await visit.press(t("Save the letter to print it"))
    await visit.sees(t("The letter is saved. Open the file to print it, then sign the letter."))
    assert [each["file_name"] for each in saved] == ["Lettre-de-recours.html"]
    page = await asyncio.to_thread((tmp_path / "Lettre-de-recours.html").read_text, "utf-8")
    assert '<html lang="fr" dir="ltr">' in page
    assert "Le docteur Haddad a signé le 3 novembre." in page
    assert case.reference in page


async def test_simple_mode_asks_for_the_reasons_alone(story: Story) -> None:
    visit, t = story.visit, story.t
    await refused(story)
    await story.actions.preferences.change_comfort(Comfort(simple=True, voice=Voice.ON_REQUEST))
    await visit.open(routes.appeal(story.id, "general"))
    await visit.until(lambda: visit._field(t("Your reasons")))
    assert visit.has_button(t("Listen to the letter"))
    assert not visit._field(t("Who writes"))


@pytest.mark.parametrize(("spoken", "written"), [("ar", "ar"), ("fr", "fr"), ("kab", "fr"), ("en", "fr")])
def test_letters_are_in_a_language_that_agencies_read(spoken: str, written: str) -> None:
    assert words_of_letter(Words(spoken)).language == written
