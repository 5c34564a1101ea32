"""The request after a sick leave, in the parts of its form."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.papers import photograph
from tests.journeys.person import Person

SERVICE = "sick_leave"


def writes_the_dates(person: Person) -> None:
    """Answer the first screen, but for whether work was the cause."""
    person.choose(person.question(SERVICE, "leave_kind"), person.option(SERVICE, "leave_kind", "first"))
    person.write_date(person.question(SERVICE, "leave_start"), "16", "11", "2026")
    person.write_date(person.question(SERVICE, "leave_end"), "25", "novembre", "2026")


def writes_the_employer(person: Person) -> None:
    """Go from the first screen, answered, to the employer's name."""
    person.goes_on()
    person.at_group(SERVICE, "illness")
    person.choose(person.question(SERVICE, "long_illness"), person.t("No"))
    person.choose(person.question(SERVICE, "in_hospital"), person.t("No"))
    person.goes_on()
    person.at_group(SERVICE, "employer")
    person.write(person.question(SERVICE, "employer_name"), "Atelier Tassili")


def writes_the_rest(person: Person, folder: Path) -> None:
    """Go from the employer's name to the review, with three photographs."""
    person.write_date(person.question(SERVICE, "last_day_worked"), "15", "11", "2026")
    person.choose(person.question(SERVICE, "wage_kept"), person.t("No"))
    for group in ("insured", "stay", "payment"):
        person.goes_on()
        person.at_group(SERVICE, group)
    person.choose(person.question(SERVICE, "payment_means"), person.option(SERVICE, "payment_means", "ccp"))
    person.write(person.question(SERVICE, "account"), "RIP 007 99999 0012345678 clé 03")
    person.goes_on()
    person.at_group(SERVICE, "papers")
    for paper in ("leave_certificate", "work_and_wage_certificate", "chifa_card"):
        person.attach(person.question(SERVICE, paper), photograph(folder / f"{paper}.jpg"))
    person.goes_on()
    person.heading(person.t("Check and send"))
