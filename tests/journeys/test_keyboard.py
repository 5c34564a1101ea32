"""The main journey with a keyboard and nothing else, in Arabic and in French."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from screens.keys import SHORTCUTS, Act
from tests.journeys import sick_leave, wheelchair
from tests.journeys.app_line import AppLine
from tests.journeys.browser import plain
from tests.journeys.keys import Keys
from tests.journeys.servers import App, Ministry

pytestmark = pytest.mark.journey

KEY = {each.act: f"Shift+{each.key}" if each.shift else each.key for each in SHORTCUTS}


@pytest.fixture
def keys(page: Page, catalogue: dict[str, Any]) -> Callable[[str], Keys]:
    return lambda language: Keys(page, language, catalogue)


@pytest.mark.heavy
def test_a_wheelchair_in_arabic_by_keys(
    app: App, ministry: Ministry, keys: Callable[[str], Keys], tmp_path: Path
) -> None:
    amina = keys("ar")
    amina.arrives(app.start())
    amina.signs_in(ministry.demo)
    wheelchair.asks_for_a_wheelchair(amina, tmp_path)
    amina.sends()
    amina.sees(amina.t("Your request has arrived. Its reference:"))
    amina.sees(amina.t("Decided: accepted"), timeout=60)
    amina.press("Read the decision")
    amina.heading(amina.t("Decision"))
    assert ministry.count("request") == 1


@pytest.mark.heavy
def test_a_sick_leave_in_french_by_keys(
    app: App, ministry: Ministry, keys: Callable[[str], Keys], tmp_path: Path
) -> None:
    amina = keys("fr")
    amina.arrives(app.start())
    _looks_at_the_keys(amina)
    amina.signs_in(ministry.demo)
    amina.starts(sick_leave.SERVICE)
    _is_led_to_what_is_missing(amina, sick_leave.SERVICE)
    sick_leave.writes_the_dates(amina)
    sick_leave.writes_the_employer(amina)
    amina.enters()
    sick_leave.writes_the_rest(amina, tmp_path)
    _changes_her_mind(amina)
    amina.sends()
    amina.reference()
    assert ministry.count("request") == 1


def test_what_is_told_meanwhile_leaves_the_focus_where_it_is(
    app: App, ministry: Ministry, keys: Callable[[str], Keys]
) -> None:
    # The network goes while she is on the way to a button: a notice comes above it.
    address = app.start_known("ar")
    ministry.pause()
    amina = keys("ar")
    amina.returns(address)
    amina.goes_to("Make a request")
    ministry.kill()
    amina.sees(amina.t("No network at the moment."))
    amina.stands_at(amina.t("Make a request"))
    amina.press_key("Enter")
    amina.heading(amina.t("Services"))


def test_enter_leaves_her_in_the_field_while_the_line_stalls(
    app: App, ministry: Ministry, keys: Callable[[str], Keys]
) -> None:
    # The focus goes on from there and is not thrown back either, once the app knows of it.
    address = app.start_known("fr")
    amina = keys("fr")
    app_line = AppLine(amina.page)
    amina.returns(address)
    amina.press("Make a request")
    amina.heading(amina.t("Services"))
    amina.write(amina.t("Search"), "fauteuil")
    amina.sees(amina.t.n("{count} service found", "{count} services found", 1))
    app_line.stall()
    amina.enters()
    amina.press_key("Tab")
    name = amina.name(amina.service(wheelchair.SERVICE)["name"])
    amina.stands_at(name)
    app_line.go_on()
    amina.press_key("Enter")
    amina.heading(name)


def test_what_she_types_right_after_an_entry_of_the_summary_is_all_in_its_field(
    app: App, ministry: Ministry, keys: Callable[[str], Keys]
) -> None:
    # The app leads to the field a round trip later; on a slow line that takes a second.
    amina = keys("fr")
    app_line = AppLine(amina.page)
    amina.returns(app.start_known("fr"))
    amina.starts(sick_leave.SERVICE)
    day = amina.page.get_by_role("textbox", name=amina.t("Day")).first
    expect(day).to_be_attached()
    amina.goes_on()
    entry = f"{plain(amina.question(sick_leave.SERVICE, 'leave_start'))} – "
    amina.press_named(entry)
    amina.page.keyboard.type("16")
    expect(day).to_have_value("16")
    expect(day).to_be_focused()
    app_line.stall()
    amina.press_named(entry)
    amina.page.keyboard.type("07x")
    amina.press_key("Backspace")
    app_line.go_on()
    expect(day).to_have_value("07")  # as after Tab, what stood there was chosen
    assert amina.page.get_by_role("textbox", name=amina.t("Month")).first.input_value() == ""


def test_the_focus_is_shown_to_who_uses_keys(app: App, keys: Callable[[str], Keys]) -> None:
    amina = keys("fr")
    ring = amina.page.locator("#focus-ring")
    amina.open(app.start())
    amina.is_at_title()
    expect(ring).to_be_hidden()
    amina.page.get_by_role("button", name="Français").click()
    amina.heading(amina.t("Display and voice"))
    expect(ring).to_be_hidden()
    larger = amina.page.get_by_role("button", name=amina.t("Larger"))
    larger.click()
    amina.sees("125")
    expect(larger).not_to_be_focused()
    amina.press_key("Tab")
    amina.press_key("Shift+Tab")
    amina.is_at_title()
    expect(ring).to_be_visible()


def _looks_at_the_keys(person: Keys) -> None:
    """Open and close the help by keys, and skip the header."""
    home = person.t("Hello, {name}", name="")
    person.press_key(KEY[Act.HELP])
    person.heading(person.t("Keyboard"))
    person.press_key(KEY[Act.CLOSE])
    person.heading(home)
    person.press("Skip to the content")
    person.is_at_title()


def _is_led_to_what_is_missing(person: Keys, service: str) -> None:
    """Follow the summary, which has the focus, to the questions."""
    person.goes_on()
    person.stands_at(person.t.n("{count} answer needs another look", "{count} answers need another look", 4))
    cause = person.question(service, "work_related")
    person.press_named(f"{cause} – ")
    person.is_within(cause)
    person.choose(cause, person.t("No"))


def _changes_her_mind(person: Keys) -> None:
    """Ask to delete, then press Escape: the focus comes back."""
    person.press("Delete this draft")
    person.stands_at(person.t("Delete this draft for good?"))
    person.press_key(KEY[Act.CLOSE])
    person.stands_at(person.t("Delete this draft"))
