"""The request for a wheelchair: two photographs and a PDF."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.papers import pdf, photograph
from tests.journeys.person import Person

SERVICE = "appareillage"


def asks_for_a_wheelchair(person: Person, folder: Path) -> None:
    """Go from home to the review, with photographs and a PDF."""
    person.starts(SERVICE)
    person.choose(person.question(SERVICE, "for_whom"), person.option(SERVICE, "for_whom", "self"))
    person.goes_on()
    person.at_group(SERVICE, "device")
    person.choose(
        person.question(SERVICE, "device_type"), person.option(SERVICE, "device_type", "wheelchair")
    )
    person.write(person.question(SERVICE, "weight"), "62")
    person.goes_on()
    person.at_group(SERVICE, "renewal")
    person.choose(person.question(SERVICE, "is_renewal"), person.t("No"))
    person.goes_on()
    person.at_group(SERVICE, "doctor_and_supplier")
    person.write_date(person.question(SERVICE, "prescription_date"), "10", "11", "2026")
    person.choose(person.question(SERVICE, "supplier"), person.option(SERVICE, "supplier", "contracted"))
    person.write(person.question(SERVICE, "supplier_name"), "Zitounimed")
    person.goes_on()
    person.at_group(SERVICE, "requester")
    person.goes_on()
    person.at_group(SERVICE, "contact")
    person.write(person.question(SERVICE, "address"), "7 chemin des Figuiers")
    person.goes_on()
    person.at_group(SERVICE, "papers")
    person.attach(person.question(SERVICE, "prescription"), photograph(folder / "ordonnance-amina.jpg"))
    person.attach(person.question(SERVICE, "quote"), pdf(folder / "devis-amina.pdf"))
    # The supplier's PDF holds the prior agreement too: it is not asked for twice.
    person.attach_kept(person.question(SERVICE, "prior_agreement"), "devis-amina.pdf")
    person.attach(person.question(SERVICE, "chifa_card"), photograph(folder / "chifa-amina.jpg", lines=8))
    person.goes_on()
    person.heading(person.t("Check and send"))
