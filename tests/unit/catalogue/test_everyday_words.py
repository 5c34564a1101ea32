"""Everyday words, brands and dialect find what they mean in the ministry's own catalogue."""

from __future__ import annotations

import json

import pytest

from ministry.catalogue.loader import load
from services.catalogue.decoding import decode_catalogue
from services.catalogue.search import SearchIndex
from services.catalogue.topics import topics
from services.models.topic import Topic

BOTH = pytest.mark.parametrize("language", ["ar", "fr"])

FOUND = {
    "appareillage": "sonotone fauteuil béquille couches كروسة عكاز سماعة حفاظات كرسي سونوتون بيكيل",
    "reimbursement": "kiné lunettes dentier pharmacie نظارات كيني نواظر أسنان",
    "medical_transport": "ambulance dialyse إسعاف دياليز",
    "sick_leave": "كونجي arrêt",
    "unemployment_allowance": "شوماج",
    "chifa_card": "شيفا chifa",
}


@pytest.fixture(scope="module", params=["ar", "fr"])
def index(request: pytest.FixtureRequest) -> SearchIndex:
    services = decode_catalogue(json.dumps(load().document).encode())[0].services
    return SearchIndex(services, request.param)


@pytest.mark.parametrize(
    ("service_id", "word"), [(key, word) for key in FOUND for word in FOUND[key].split()]
)
def test_an_everyday_word_finds_its_service(index: SearchIndex, service_id: str, word: str) -> None:
    assert [service.id for service in index.search(word)][:1] == [service_id]


@pytest.mark.parametrize(
    ("query", "topic"),
    [
        ("réclamation", Topic.COMPLAINT),
        ("شكوى", Topic.COMPLAINT),
        ("الشكوى", Topic.COMPLAINT),
        ("rendez-vous", Topic.APPOINTMENT),
        ("موعد", Topic.APPOINTMENT),
        ("agence", Topic.OFFICE),
        ("مكتب", Topic.OFFICE),
        ("aide", Topic.HELPER),
        ("مساعد", Topic.HELPER),
        ("recla", Topic.COMPLAINT),
    ],
)
def test_what_no_service_is_for_is_answered(query: str, topic: Topic) -> None:
    assert topics(query) == [topic]


@pytest.mark.parametrize("query", ["", "re", "fauteuil", "كرسي", "carte"])
def test_a_service_is_not_taken_for_something_else(query: str) -> None:
    assert topics(query) == []
