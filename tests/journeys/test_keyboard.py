"""The main journey with a keyboard and nothing else, in Arabic and in French."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from screens.keys import SHORTCUTS, Act
from tests.journeys.keys import Keys
from tests.journeys.papers import photograph
from tests.journeys.servers import App, Ministry
from tests.journeys.test_main_journey import asks_for_a_wheelchair

pytestmark = pytest.mark.journey

KEY = {each.act: f"Shift+{each.key}" if each.shift else each.key for each in SHORTCUTS}


@pytest.fixture
def keys(page: Page, catalogue: dict[str, Any]) -> Callable[[str], Keys]:
    return lambda language: Keys(page, language, catalogue)


def test_a_wheelchair_in_arabic_by_keys(
    app: App, ministry: Ministry, keys: Callable[[str], Keys], tmp_path: Path
) -> None:
    amina = keys("ar")
    amina.arrives(app.start())
    amina.signs_in(ministry.demo)
    asks_for_a_wheelchair(amina, tmp_path)
    amina.press("Send the request")
    amina.sees(amina.t("Your request has arrived. Its reference:"))
    amina.sees(amina.t("Decided: accepted"), timeout=60)
    amina.press("Read the decision")
    amina.heading(amina.t("Decision"))
    assert ministry.count("request") == 1


def test_a_sick_leave_in_french_by_keys(
    app: App, ministry: Ministry, keys: Callable[[str], Keys], tmp_path: Path
) -> None:
    service = "sick_leave"
    amina = keys("fr")
    amina.arrives(app.start())
    _looks_at_the_keys(amina)
    amina.signs_in(ministry.demo)
    amina.starts(service)
    _is_led_to_what_is_missing(amina, service)
    amina.choose(amina.question(service, "leave_kind"), amina.option(service, "leave_kind", "first"))
    amina.write_date(amina.question(service, "leave_start"), "16", "11", "2026")
    amina.write_date(amina.question(service, "leave_end"), "25", "11", "2026")
    amina.goes_on()
    amina.at_group(service, "illness")
    amina.choose(amina.question(service, "long_illness"), amina.t("No"))
    amina.choose(amina.question(service, "in_hospital"), amina.t("No"))
    amina.goes_on()
    amina.at_group(service, "employer")
    amina.write(amina.question(service, "employer_name"), "Atelier Tassili")
    amina.press_key("Enter")
    amina.stands_at(amina.question(service, "employer_name"))
    amina.write_date(amina.question(service, "last_day_worked"), "15", "11", "2026")
    amina.choose(amina.question(service, "wage_kept"), amina.t("No"))
    for group in ("insured", "stay", "payment"):
        amina.goes_on()
        amina.at_group(service, group)
    amina.choose(amina.question(service, "payment_means"), amina.option(service, "payment_means", "ccp"))
    amina.write(amina.question(service, "account"), "00799999001234567803")
    amina.goes_on()
    amina.at_group(service, "papers")
    for paper in ("leave_certificate", "work_and_wage_certificate", "chifa_card"):
        amina.attach(amina.question(service, paper), photograph(tmp_path / f"{paper}.jpg"))
    amina.goes_on()
    amina.heading(amina.t("Check and send"))
    _changes_her_mind(amina)
    amina.press("Send the request")
    amina.reference()
    assert ministry.count("request") == 1


def _looks_at_the_keys(person: Keys) -> None:
    """The help opens and closes by keys, and Skip passes over the header."""
    home = person.t("Hello, {name}", name="")
    person.press_key(KEY[Act.HELP])
    person.heading(person.t("Keyboard"))
    person.press_key(KEY[Act.CLOSE])
    person.heading(home)
    person.press("Skip to the content")
    person.is_at_title()


def _is_led_to_what_is_missing(person: Keys, service: str) -> None:
    """The summary takes the focus; its entries put it into their questions, where the next keys act."""
    person.goes_on()
    person.stands_at(person.t.n("{count} answer needs another look", "{count} answers need another look", 4))
    cause = person.question(service, "work_related")
    person.press_named(f"{cause} – ")
    person.is_within(cause)
    person.choose(cause, person.t("No"))


def _changes_her_mind(person: Keys) -> None:
    """Escape closes the question whether to delete, and the focus is back on what asked it."""
    person.press("Delete this draft")
    person.stands_at(person.t("Delete this draft for good?"))
    person.press_key(KEY[Act.CLOSE])
    person.stands_at(person.t("Delete this draft"))
