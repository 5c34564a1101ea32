"""Two people on one device, in a real browser: locks, a wrong PIN, hiding at once, a lost PIN recovered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from i18n import LANGUAGES
from tests.journeys import sick_leave
from tests.journeys.browser import named
from tests.journeys.person import Person
from tests.journeys.privacy import found_in_clear
from tests.journeys.servers import App, Ministry

pytestmark = pytest.mark.journey

PIN, OTHER_PIN = "904517", "281604"
EMPLOYER = "Atelier Tassili"


def test_two_people_on_one_device(app: App, ministry: Ministry, person: Callable[[str], Person]) -> None:
    amina = person("fr")
    amina.open(app.start())
    amina.press_named(LANGUAGES["fr"].endonym)
    amina.press("Continue")
    code = creates_with_a_pin(amina, "Create my profile", "Amina", PIN)
    begins_a_draft(amina)
    locks_now(amina)
    amina.does_not_see(EMPLOYER)

    amina.press("Add a person")
    creates(amina, "Mamie")
    amina.goes_to_requests()
    amina.sees(amina.t("You have no request yet."))
    amina.goes_home()
    locks_now(amina)

    amina.press_named("Amina")
    amina.heading(amina.t("Open the profile {name}", name="Amina"))
    tries(amina, OTHER_PIN)
    amina.sees(amina.t("This PIN is not right"))
    tries(amina, PIN)
    amina.heading(amina.t("Hello, {name}", name="Amina"))
    finds_the_draft(amina)
    locks_now(amina)

    amina.press_named("Amina")
    amina.press("I cannot open it any more")
    amina.heading(amina.t("Open with the recovery code"))
    amina.write(amina.t("Recovery code"), code.lower())
    amina.write(amina.t("PIN"), OTHER_PIN)
    amina.press("Open the profile")
    amina.heading(amina.t("Hello, {name}", name="Amina"))
    finds_the_draft(amina)
    locks_now(amina)
    app.stop()
    assert found_in_clear(["Amina", "Mamie", EMPLOYER, PIN, OTHER_PIN, code], app.home, app.log) == []


def creates(who: Person, name: str) -> None:
    who.heading(who.t("Create a profile"))
    who.write(who.t("Name of the profile"), name)
    who.press("Create the profile")
    who.heading(who.t("Hello, {name}", name=name))


def creates_with_a_pin(who: Person, by: str, name: str, pin: str) -> str:
    """Create a profile with a PIN; return its recovery code."""
    who.press(by)
    who.heading(who.t("Create a profile"))
    who.write(who.t("Name of the profile"), name)
    who.choose(who.t("How does this profile open?"), who.t("With a PIN"))
    who.write(who.t("PIN"), pin)
    who.press("Create the profile")
    who.heading(who.t("Your recovery code"))
    first = named(who.t("Group {number}: {signs}", number=1, signs=""), start=True)
    said = who.page.get_by_role("group", name=first).first.get_attribute("aria-label") or ""
    groups = [part.partition(":")[2] for part in said.split(". ")]
    who.press("I have noted it")
    who.heading(who.t("Hello, {name}", name=name))
    return " ".join("".join(group.split()) for group in groups)


def begins_a_draft(who: Person) -> None:
    who.starts(sick_leave.SERVICE)
    sick_leave.writes_the_dates(who)
    who.choose(who.question(sick_leave.SERVICE, "work_related"), who.t("No"))
    sick_leave.writes_the_employer(who)


def finds_the_draft(who: Person) -> None:
    who.press("Requests")
    who.sees(who.name(who.service(sick_leave.SERVICE)["name"]))
    who.goes_home()


def locks_now(who: Person) -> None:
    who.press("Hide now")
    who.heading(who.t("Who is using Qarib?"))


def tries(who: Person, pin: str) -> None:
    who.write(who.t("PIN"), pin)
    who.press("Open the profile", exact=True)
