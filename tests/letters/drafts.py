"""Letters of invented requests, from the real catalogue."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from ministry.auth.tables import Person
from ministry.catalogue.loader import load
from ministry.demo import CITIZEN
from ministry.http.answers import represent
from ministry.letters.decision import decision_letter
from ministry.letters.drafting import Draft
from ministry.letters.page import Letter
from ministry.letters.receipt import receipt_letter
from ministry.publishing.service import Edition
from ministry.requests.tables import AttachedPaper, Request
from tests.contract.filling import filled

CATALOGUE = load()
AT = datetime(2026, 11, 21, 18, 5, tzinfo=UTC)
NAMES = "ڨاسم پارسا چوپان گرگان ژيلا ڤيكتور · Ɣiles Aɛmer Ḍaḥman · ⴰⵎⴰⵣⵉⵖ · Łukasz Ðặng"
"""Arabic with Persian and Maghrebi letters, Kabyle in Latin letters, Tifinagh, rare Latin letters."""
PLACES = {
    wilaya["code"]: (wilaya["name"], {commune["code"]: commune["name"] for commune in wilaya["communes"]})
    for wilaya in CATALOGUE.places["wilayas"]
}


def draft(
    language: str, service_id: str = "affiliation_certificate", name: str | None = None, **answers: Any
) -> Draft:
    """Make a request with an answer to every question.

    `answers` take the place of those that are made up.
    """
    document = CATALOGUE.document
    services = {service["id"]: service for service in document["services"]}
    made_up, _ = filled(services[service_id]["form"], date(2026, 11, 21))
    person = CITIZEN.model_dump(mode="json", exclude_none=True)
    if name is not None:
        person |= {"first_name": {"ar": name, "fr": name}, "last_name": {"ar": "بن علي", "fr": "Benali"}}
    request = Request(
        id="01a1ff43-dd00-7e18-843a-1b8408065300",
        service_id=service_id,
        form_version="1",
        language=language,
        body=json.dumps({"answers": made_up | answers}),
        reference="Q7CM-2XVF",
        received_at=AT,
    )
    edition = Edition(
        (0, 0),
        represent(None),
        services,
        document["agencies"],
        document["appeals"],
        taken={},
        withdrawn=frozenset(),
    )
    return Draft(edition, request, Person(details=person), AT)


def receipt(language: str, service_id: str = "affiliation_certificate", **chosen: Any) -> Letter:
    told = draft(language, service_id, **chosen)
    form = told.service["form"]
    _, questions = filled(form, date(2026, 11, 21))
    papers = [
        AttachedPaper(question_id=question, media_type="image/jpeg", size=1_234_567) for question in questions
    ]
    return receipt_letter(told, form, papers, PLACES)


def decision(language: str, outcome: str = "refused", reasons: str = "", **chosen: Any) -> Letter:
    told = draft(language, **chosen)
    return decision_letter(replace(told, at=AT), outcome, reasons or "Les conditions ne sont pas remplies.")
