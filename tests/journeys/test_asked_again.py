"""The agency asks for a paper again, both sides write to each other, and the language changes on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ministry import clerk_words
from tests.journeys.papers import photograph
from tests.journeys.person import Person
from tests.journeys.servers import App, Ministry

pytestmark = pytest.mark.journey

SERVICE = "medical_transport"
QUESTION = "Bonjour, faut-il aussi le carnet de dialyse ?"
ANSWER = "Bonjour. Non, la facture suffit."


def asks_for_transport(person: Person, folder: Path) -> None:
    """Go from home to the request's page."""

    def choose(question: str, value: str) -> None:
        person.choose(person.question(SERVICE, question), person.option(SERVICE, question, value))

    person.starts(SERVICE)
    choose("for_whom", "self")
    person.goes_on()
    person.at_group(SERVICE, "journey")
    person.write_date(person.question(SERVICE, "journey_date"), "2", "11", "2026")
    person.choose(person.question(SERVICE, "emergency"), person.t("Yes"))
    choose("transport_kind", "medical_ambulance")
    choose("journey_reason", "dialysis")
    person.goes_on()
    person.at_group(SERVICE, "distance")
    person.write(person.question(SERVICE, "destination"), "CHU de Tizi Ouzou")
    person.write(person.question(SERVICE, "distance_km"), "42")
    person.write(person.question(SERVICE, "invoice_amount"), "\u20681 134 DA\u2069")
    person.choose(person.question(SERVICE, "companion"), person.t("No"))
    person.goes_on()
    person.at_group(SERVICE, "requester")
    person.goes_on()
    person.at_group(SERVICE, "contact")
    person.goes_on()
    person.at_group(SERVICE, "payment")
    choose("payment_means", "known")
    person.goes_on()
    person.at_group(SERVICE, "papers")
    person.attach(person.question(SERVICE, "invoice"), photograph(folder / "facture.jpg"))
    person.attach(person.question(SERVICE, "chifa_card"), photograph(folder / "chifa.jpg", lines=8))
    person.goes_on()
    person.heading(person.t("Check and send"))
    person.sends()


def test_a_paper_is_asked_again_and_messages_go_both_ways(
    app: App, ministry: Ministry, person: Callable[[str], Person], tmp_path: Path
) -> None:
    amina = person("fr")
    name = amina.name(amina.service(SERVICE)["name"])
    invoice = amina.question(SERVICE, "invoice")
    amina.returns(app.start_known("fr"))
    asks_for_transport(amina, tmp_path)
    reference = amina.reference()
    amina.sees(amina.t("A paper is asked of you"))

    # Home says so before anything else.
    amina.goes_home()
    amina.sees(amina.t("A paper is asked of you"))
    home = amina.all_words()
    assert home.index(amina.t("A paper is asked of you")) < home.index(amina.t("Make a request"))
    amina.press("A paper is asked of you")
    amina.heading(amina.t("Send a paper"))
    amina.sees(invoice)
    amina.press("Back", exact=True)
    amina.heading(name)
    amina.sees(amina.t("The agency waits for a paper from you"))

    # She writes, the clerk answers; an agent writes, she reads.
    unread = amina.t.n(
        "Messages about this request ({count} new)", "Messages about this request ({count} new)", 1
    )
    amina.press("Messages about this request", exact=True)
    amina.heading(amina.t("Messages about this request"))
    amina.sees(amina.t("No message yet."))
    amina.press("Send the message")
    amina.sees(amina.t("Write a message first. For example: When will I have an answer?"))
    amina.write(amina.t("Your message"), QUESTION)
    amina.press("Send the message")
    amina.sees(QUESTION)
    amina.sees(clerk_words.READ["fr"])
    assert amina.all_words().count(QUESTION) == 1
    amina.press("Back", exact=True)
    amina.heading(name)
    ministry.agent("message", reference, ANSWER)
    amina.sees(unread)
    amina.press_named(unread)
    amina.sees(ANSWER)
    amina.press("Back", exact=True)
    amina.heading(name)
    amina.does_not_see(unread)

    # The paper again.
    amina.press("Send this paper")
    amina.heading(amina.t("Send a paper"))
    amina.sees(clerk_words.CUT_OFF["fr"])
    amina.press("Send this paper")
    amina.sees(amina.t("Add the paper first: a photo or a PDF file."))
    amina.attach(invoice, photograph(tmp_path / "facture-entiere.jpg", lines=20))
    amina.sees(amina.t("Keep it"))
    amina.write(amina.t("A few words for the agency"), "La page entière.")
    amina.press("Send this paper")
    amina.heading(name)
    amina.sees(amina.t("Your answer was sent."))
    amina.sees(amina.t("Decided: accepted"), timeout=60)
    amina.does_not_see(amina.t("A paper is asked of you"))
    file = ministry.agent("open", reference)
    assert "(reply)" in file
    assert "(answered)" in file
    assert QUESTION in file

    # The same page, in Arabic and from right to left.
    amina.press("Display and voice")
    amina.press_named(amina.t("Language: {language}", language=""))
    amina.press_named("العربية")
    amina.speaks("ar")
    amina.heading(amina.name(amina.service(SERVICE)["name"]))
    amina.sees(amina.t("Decided: accepted"))
    html = amina.page.locator("html")
    assert (html.get_attribute("lang") or "").startswith("ar")
    first, second = (
        amina.page.get_by_role("button", name=label).first.bounding_box()
        for label in (amina.t("Display and voice"), amina.t("Hide now"))
    )
    assert first is not None
    assert second is not None
    assert first["x"] > second["x"], "a line begins at its start, which is on the right"
    amina.press("Read the decision")
    amina.heading(amina.t("Decision"))
    assert "Décision" not in amina.all_words()
