from __future__ import annotations

from dataclasses import replace

from services.forms.prefill import prefill, said
from services.models.person import Person
from tests.unit.forms.builders import form, question

AMINA = Person(
    number="801234567890",
    first_name={"ar": "أمينة", "fr": "Amina"},
    last_name={"ar": "بن علي", "fr": "Benali"},
    birth_date="1980-02-01",
    gender="f",
    phone="+213550123442",
    wilaya="15",
    commune="1501",
    address="12, rue des Frères",
)


def test_what_the_ministry_knows_is_filled_in_as_the_fields_show_it() -> None:
    asked = form(
        question("nss", "number", purpose="person.number"),
        question("text", "name", purpose="person.last_name"),
        question("text", "name_in_arabic", purpose="person.last_name.ar"),
        question("date", "born", purpose="person.birth_date"),
        question("place", "lives", purpose="person.commune"),
        question("phone", "phone", purpose="person.phone"),
        question("nin", "nin", purpose="person.nin"),
        question("text", "reason"),
    )
    assert prefill(asked, AMINA) == {
        "number": "801234567890",
        "name": "Benali",
        "name_in_arabic": "بن علي",
        "born": {"day": "1", "month": "2", "year": "1980"},
        "lives": {"wilaya": "15", "commune": "1501"},
        "phone": "0550123442",
    }
    assert prefill(asked, AMINA, language="ar")["name"] == "بن علي"
    assert prefill(asked, AMINA, language="kab")["name"] == "Benali"


def test_what_would_not_be_an_answer_is_left_empty() -> None:
    asked = form(
        question("one_of", "gender", purpose="person.gender", options=[{"value": "female", "label": {}}]),
        question("date", "born", purpose="person.birth_date"),
        question("text", "other", purpose="company.name"),
    )
    assert prefill(asked, replace(AMINA, birth_date="about 1980")) == {}


def test_what_was_said_in_one_request_is_not_asked_in_the_next() -> None:
    first = form(
        question("account", "ccp", purpose="person.account"), question("text", "job", purpose="person.job")
    )
    known = said(first, {"ccp": "1234567/68", "job": " "})
    assert known == {"person.account": "1234567/68"}
    second = form(question("account", "pay_to", purpose="person.account"))
    assert prefill(second, AMINA, known=known) == {"pay_to": "1234567/68"}
    assert prefill(second, None, known=known) == {"pay_to": "1234567/68"}


def test_of_who_somebody_is_the_ministrys_word_goes_first() -> None:
    asked = form(question("nss", "number", purpose="person.number"))
    assert prefill(asked, AMINA, known={"person.number": "000000000000"}) == {"number": "801234567890"}


def test_how_to_reach_the_person_is_what_they_said_last() -> None:
    asked = form(question("text", "address", purpose="person.address"))
    assert prefill(asked, AMINA, known={"person.address": "3, place du Marché"}) == {
        "address": "3, place du Marché"
    }
    assert prefill(asked, AMINA) == {"address": "12, rue des Frères"}
