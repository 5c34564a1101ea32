"""A request with papers, the Chifa card, for journeys about something else."""

from __future__ import annotations

from tests.journeys.person import Person

SERVICE = "chifa_card"


def goes_to_papers(person: Person) -> None:
    """Go from home to the papers, with the person filled in."""
    person.starts(SERVICE)
    person.choose(person.question(SERVICE, "card_request"), person.option(SERVICE, "card_request", "first"))
    person.goes_on()
    person.at_group(SERVICE, "family")
    person.choose(
        person.question(SERVICE, "insured_status"),
        person.option(SERVICE, "insured_status", "disabled_person"),
    )
    person.choose(person.question(SERVICE, "adds_dependants"), person.t("No"))
    person.goes_on()
    person.at_group(SERVICE, "insured")
    person.goes_on()
    person.at_group(SERVICE, "contact")
    person.goes_on()
    person.at_group(SERVICE, "papers")
