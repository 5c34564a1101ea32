"""The main journey as someone who cannot see hears it: a wheelchair, asked for and granted.

By keys alone, but for four screens of the form that bring nothing new to hear: `tests/journeys/test_keyboard.py` goes
through all of them by keys.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from i18n import LANGUAGES, Words
from tests.journeys.papers import pdf, photograph
from tests.journeys.servers import App, Ministry
from tests.screen_reader.heard import normal
from tests.screen_reader.listener import Listener

pytestmark = pytest.mark.journey

LANGUAGES_HEARD = pytest.mark.parametrize("language", os.environ.get("QARIB_LANGUAGES", "ar").split(","))
SERVICE = "appareillage"
MEGABYTES = 6
"""The size of the largest paper: enough that its sending is seen in parts."""
_GROUP = "document.activeElement.closest('[role=group][aria-label]')?.ariaLabel ?? ''"
"""The question within which the focus is."""
MOST_PROGRESS = 5
"""Utterances that a whole sending may take, however many parts it has."""


def arrives(amina: Listener, address: str) -> None:
    """Go from the first screen to home, without a name."""
    t = amina.person.t
    amina.opens(address)
    # Before a language is chosen the app speaks Arabic.
    amina.heard.expect(Words("ar")("Choose your language"))
    mark = amina.presses(LANGUAGES[amina.person.language].endonym)
    amina.hears_screen(t("Display and voice"), mark)
    mark = amina.presses(t("Continue"))
    amina.hears_screen(t("Welcome to Qarib"), mark)
    mark = amina.presses(t("Create my profile"))
    amina.hears_screen(t("Create a profile"), mark)
    mark = amina.presses(t("Create the profile"))
    hears_what_is_wrong(amina, t("Name of the profile"), mark)
    help_ = t("It is the only thing others see on this device.")
    amina.heard.expect(help_, t("Enter a name for this profile. For example: Amina."), "entry", since=mark)
    amina.writes(t("Name of the profile"), "Amina")
    mark = amina.presses(t("Create the profile"))
    amina.hears_screen(t("Hello, {name}", name="Amina"), mark)


def hears_what_is_wrong(amina: Listener, question: str, mark: int) -> str:
    """Hear the summary and follow its entry; return its advice."""
    count = amina.person.t.n("{count} answer needs another look", "{count} answers need another look", 1)
    amina.hears_once(count, mark)
    entry = amina.reaches("button", question)
    amina.pauses()
    amina.rig.press("Return")
    return entry.name.removeprefix(normal(question)).strip(" –")


def signs_in(amina: Listener, demo: dict[str, str]) -> None:
    t = amina.person.t
    mark = amina.presses(t("Sign in"))
    amina.hears_screen(t("Sign in"), mark)
    mark = amina.writes(t("Social security number"), demo["number"])
    amina.heard.expect(t("Twelve digits. They are on your Chifa card."), since=mark)
    mark = amina.presses(t("Send me a code"))
    amina.hears_screen(t("Enter the code"), mark)
    amina.writes(t("Code"), demo["code"])
    # Past the field, whose group may hold a button of the same name.
    mark = amina.presses(t("Sign in"))
    amina.hears_once(t("You are signed in."), mark)


def starts(amina: Listener) -> None:
    """Go from home to the first question."""
    person, t = amina.person, amina.person.t
    name = person.name(person.service(SERVICE)["name"])
    mark = amina.presses(t("Make a request"))
    amina.hears_screen(t("Services"), mark)
    mark = amina.presses(name)
    amina.hears_screen(name, mark)
    mark = amina.presses(t("Start this request"))
    at_group(amina, person.service(SERVICE)["form"]["groups"][0]["id"], mark)


def goes_on(amina: Listener, group: str) -> None:
    """Go to the next group; hear its title and the progress."""
    mark = amina.presses(amina.person.t("Continue"))
    at_group(amina, group, mark)


def at_group(amina: Listener, group: str, mark: int) -> None:
    person = amina.person
    groups = [each["id"] for each in person.service(SERVICE)["form"]["groups"]]
    amina.hears_screen(person.group(SERVICE, group), mark)
    step = person.t(
        "{service} – step {number} of {total}", service="|", number=groups.index(group) + 1, total="|"
    )
    amina.heard.expect(*(part for part in step.split("|") if part.strip(" –")), since=mark)


def hears_question(amina: Listener, question: str, mark: int, error: str = "") -> None:
    """Hear what is asked, what helps, and what was wrong."""
    person = amina.person
    groups = person.service(SERVICE)["form"]["groups"]
    asked = next(each for group in groups for each in group["questions"] if each["id"] == question)
    help_ = [person.name(asked["help"])] if asked.get("help") else []
    amina.heard.expect(person.name(asked["label"]), *help_, error, since=mark)


def leaves_out_an_answer(amina: Listener) -> None:
    mark = amina.presses(amina.person.t("Continue"))
    advice = hears_what_is_wrong(amina, amina.person.question(SERVICE, "for_whom"), mark)
    hears_question(amina, "for_whom", mark, error=advice)


def answers(amina: Listener) -> None:
    """Answer from the first question to the papers."""
    person, t = amina.person, amina.person.t

    def question(name: str) -> str:
        return person.question(SERVICE, name)

    amina.chooses(question("for_whom"), person.option(SERVICE, "for_whom", "self"))
    goes_on(amina, "device")
    mark = amina.chooses(question("device_type"), person.option(SERVICE, "device_type", "wheelchair"))
    hears_question(amina, "device_type", mark)
    mark = amina.writes(question("weight"), "62")
    hears_question(amina, "weight", mark)
    goes_on(amina, "renewal")
    person.choose(question("is_renewal"), t("No"))
    person.goes_on()
    person.at_group(SERVICE, "doctor_and_supplier")
    person.choose(question("supplier"), person.option(SERVICE, "supplier", "contracted"))
    person.write(question("supplier_name"), "Zitounimed")
    mark = amina.writes_date(question("prescription_date"), "10", "11", "2026")
    hears_question(amina, "prescription_date", mark)
    person.goes_on()
    person.at_group(SERVICE, "requester")
    person.goes_on()
    person.at_group(SERVICE, "contact")
    person.write(question("address"), "7 chemin des Figuiers")
    goes_on(amina, "papers")


def attaches(amina: Listener, folder: Path) -> None:
    """Attach the papers; each is said to be kept, once."""
    papers = {
        "prescription": photograph(folder / "ordonnance-amina.jpg"),
        "quote": pdf(folder / "devis-amina.pdf", MEGABYTES * 1_000_000),
        "prior_agreement": pdf(folder / "accord-amina.pdf"),
        "chifa_card": photograph(folder / "chifa-amina.jpg", lines=8),
    }
    person = amina.person
    for paper, file in papers.items():
        question = person.question(SERVICE, paper)
        mark = amina.attaches(question, file)
        attached = person.t("{file} is attached.", file=file.name)
        amina.hears_once(attached, mark)
        assert normal(question) in normal(amina.person.page.evaluate(_GROUP)), amina.focused()
        assert amina.heard.count("percent", mark) <= MOST_PROGRESS, amina.heard.since(mark)


def sends(amina: Listener) -> tuple[str, int]:
    """Send, hear the reference once, in groups; return it."""
    person, t = amina.person, amina.person.t
    mark = amina.presses(t("Continue"))
    amina.hears_screen(t("Check and send"), mark)
    amina.reaches("checkbox", t("I declare on my honour that the information in this request is true."))
    amina.pauses()
    amina.rig.press("space")
    mark = amina.presses(t("Send the request"))
    amina.hears_screen(t("Thank you, your request is complete"), mark)
    amina.heard.expect(t("Your request has arrived. Its reference:"), since=mark, within=120)
    reference = person.reference()
    amina.heard.expect(*(" ".join(group) for group in reference.split("-")), since=mark)
    assert amina.heard.count(t("Your request has arrived. Its reference:"), mark) == 1
    progress = amina.heard.count("percent", mark) + amina.heard.count(t("Sending"), mark)
    assert progress <= MOST_PROGRESS, amina.heard.since(mark)
    mark = amina.presses(t("Follow this request"))
    amina.hears_screen(person.name(person.service(SERVICE)["name"]), mark)
    return reference, mark


def hears_the_decision(amina: Listener, ministry: Ministry, reference: str, mark: int) -> None:
    """Hear once what an agent does, without pressing a key."""
    t = amina.person.t
    decides = ("decide", reference, "--outcome", "accepted", "--reasons", "الملف كامل.")
    for acts, state in ((("open", reference), "Being read by the agency"), (decides, "Decided: accepted")):
        amina.pauses()
        ministry.agent(*acts)
        amina.heard.expect(t(state), since=mark, within=60)
    amina.pauses()
    for state in ("Being read by the agency", "Decided: accepted"):
        assert amina.heard.count(t(state), mark) == 1, amina.heard.since(mark)
    mark = amina.presses(t("Read the decision"))
    amina.hears_screen(t("Decision"), mark)


@LANGUAGES_HEARD
def test_a_wheelchair_is_granted(
    language: str, app: App, ministry: Ministry, listener: Callable[[str], Listener], tmp_path: Path
) -> None:
    amina = listener(language)
    arrives(amina, app.start())
    signs_in(amina, ministry.demo)
    starts(amina)
    leaves_out_an_answer(amina)
    answers(amina)
    attaches(amina, tmp_path)
    reference, mark = sends(amina)
    hears_the_decision(amina, ministry, reference, mark)
    assert ministry.count("request") == 1
    print(f"titles said at the second visit only: {len(amina.missed)}")
