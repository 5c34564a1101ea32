"""A citizen sends a real request from home and holds the receipt, then reads the decision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys.browser import Person
from tests.journeys.papers import pdf, photograph
from tests.journeys.privacy import found_in_clear
from tests.journeys.servers import App, Ministry

pytestmark = pytest.mark.journey


def asks_for_a_wheelchair(person: Person, folder: Path) -> None:
    """From the home screen to the review, with two photographs and a PDF."""
    service = "appareillage"
    person.starts(service)
    person.choose(person.question(service, "for_whom"), person.option(service, "for_whom", "self"))
    person.goes_on()
    person.at_group(service, "device")
    person.choose(
        person.question(service, "device_type"), person.option(service, "device_type", "wheelchair")
    )
    person.write(person.question(service, "weight"), "62")
    person.goes_on()
    person.at_group(service, "renewal")
    person.choose(person.question(service, "is_renewal"), person.t("No"))
    person.goes_on()
    person.at_group(service, "doctor_and_supplier")
    person.write_date(person.question(service, "prescription_date"), "10", "11", "2026")
    person.choose(person.question(service, "supplier"), person.option(service, "supplier", "contracted"))
    person.write(person.question(service, "supplier_name"), "Zitounimed")
    person.goes_on()
    person.at_group(service, "requester")
    person.goes_on()
    person.at_group(service, "contact")
    person.write(person.question(service, "address"), "7 chemin des Figuiers")
    person.goes_on()
    person.at_group(service, "papers")
    person.attach(person.question(service, "prescription"), photograph(folder / "ordonnance-amina.jpg"))
    person.attach(person.question(service, "quote"), pdf(folder / "devis-amina.pdf"))
    # The supplier's PDF holds the prior agreement too: it is not asked for twice.
    person.attach_kept(person.question(service, "prior_agreement"), "devis-amina.pdf")
    person.attach(person.question(service, "chifa_card"), photograph(folder / "chifa-amina.jpg", lines=8))
    person.goes_on()
    person.heading(person.t("Check and send"))


def test_a_wheelchair_in_arabic(
    app: App, ministry: Ministry, person: Callable[[str], Person], tmp_path: Path
) -> None:
    amina = person("ar")
    amina.arrives(app.start())
    assert amina.page.evaluate("document.documentElement.lang").startswith("ar")
    amina.signs_in(ministry.demo)
    asks_for_a_wheelchair(amina, tmp_path)
    review = amina.all_words()
    assert "Zitounimed" in review
    assert amina.option("appareillage", "device_type", "wheelchair") in review
    amina.press("Send the request")
    amina.sees(amina.t("Your request has arrived. Its reference:"))
    amina.sees(amina.t("Decided: accepted"), timeout=60)
    amina.press("Read the decision")
    amina.heading(amina.t("Decision"))
    with amina.page.expect_download() as letter:
        title = amina.t("Save: {paper} ({size})", paper="|", size="|").split("|")[0]
        amina.press_named(title)
    assert len(PdfReader(letter.value.path()).pages) == 1

    assert ministry.count("request") == 1
    app.stop()
    typed = ["Amina", "أمينة", "Benali", "Zitounimed", "Figuiers", "devis-amina", "ordonnance-amina"]
    typed += [ministry.demo["number"], ministry.demo["code"], "550000042"]
    assert found_in_clear(typed, app.home, app.temporary, app.log) == []


def test_a_sick_leave_in_french(
    app: App, ministry: Ministry, person: Callable[[str], Person], tmp_path: Path
) -> None:
    service = "sick_leave"
    amina = person("fr")
    amina.arrives(app.start())
    amina.signs_in(ministry.demo)
    amina.starts(service)
    amina.choose(amina.question(service, "leave_kind"), amina.option(service, "leave_kind", "first"))
    amina.write_date(amina.question(service, "leave_start"), "16", "11", "2026")
    amina.write_date(amina.question(service, "leave_end"), "25", "11", "2026")
    amina.choose(amina.question(service, "work_related"), amina.t("No"))
    amina.goes_on()
    amina.at_group(service, "illness")
    amina.choose(amina.question(service, "long_illness"), amina.t("No"))
    amina.choose(amina.question(service, "in_hospital"), amina.t("No"))
    amina.goes_on()
    amina.at_group(service, "employer")
    amina.write(amina.question(service, "employer_name"), "Atelier Tassili")
    amina.write_date(amina.question(service, "last_day_worked"), "15", "11", "2026")
    amina.choose(amina.question(service, "wage_kept"), amina.t("No"))
    amina.goes_on()
    amina.at_group(service, "insured")
    amina.goes_on()
    amina.at_group(service, "stay")
    amina.goes_on()
    amina.at_group(service, "payment")
    amina.choose(amina.question(service, "payment_means"), amina.option(service, "payment_means", "ccp"))
    amina.write(amina.question(service, "account"), "00799999001234567803")
    amina.goes_on()
    amina.at_group(service, "papers")
    for paper in ("leave_certificate", "work_and_wage_certificate", "chifa_card"):
        amina.attach(amina.question(service, paper), photograph(tmp_path / f"{paper}.jpg"))
    amina.goes_on()
    amina.heading(amina.t("Check and send"))
    amina.press("Send the request")
    reference = amina.reference()
    with amina.page.expect_download() as receipt:
        amina.press("Save the receipt (PDF)")
    assert reference in PdfReader(receipt.value.path()).pages[0].extract_text()
    amina.sees(amina.t("Decided: accepted"), timeout=60)
    assert ministry.count("request") == 1
