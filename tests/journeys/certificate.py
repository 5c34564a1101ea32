"""A short request without papers, the certificate of affiliation, for journeys about something else."""

from __future__ import annotations

from tests.journeys.person import Person

SERVICE = "affiliation_certificate"
TIZI_OUZOU = {"ar": "تيزي وزو", "fr": "Tizi Ouzou"}
"""A wilaya, and the commune that it is named after."""


def says_which_certificate(person: Person) -> None:
    """Answer from the first question to the next group."""
    person.choose(
        person.question(SERVICE, "certificate_kind"),
        person.option(SERVICE, "certificate_kind", "affiliation"),
    )
    person.choose(person.question(SERVICE, "fund"), person.option(SERVICE, "fund", "cnas"))
    person.goes_on()
    person.at_group(SERVICE, "citizen")


def writes_certificate(person: Person) -> None:
    """Write a certificate's request, with the person filled in."""
    says_which_certificate(person)
    person.goes_on()
    person.at_group(SERVICE, "contact")
    person.goes_on()
    person.heading(person.t("Check and send"))


def writes_certificate_unknown(person: Person) -> None:
    """Write the same for a person who never signed in.

    Nothing is filled in.
    """
    says_which_certificate(person)
    person.write(person.question(SERVICE, "last_name"), "Benali")
    person.write(person.question(SERVICE, "first_name"), "Amina")
    person.write_date(person.question(SERVICE, "birth_date"), "12", "04", "1990")
    person.write(person.question(SERVICE, "nss"), "905412300742")
    person.goes_on()
    person.at_group(SERVICE, "contact")
    person.choose_place(person.t("Wilaya"), "Tizi", person.name(TIZI_OUZOU))
    person.choose_place(person.t("Commune"), "Tizi", person.name(TIZI_OUZOU))
    person.write(person.question(SERVICE, "address"), "7 chemin des Figuiers")
    person.write(person.question(SERVICE, "phone"), "Tél : 0550\u202f00\u202f00\u202f42")
    person.goes_on()
    person.heading(person.t("Check and send"))
