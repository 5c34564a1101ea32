"""Whatever goes wrong while a request is written: said in plain words, put right, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from i18n.field_problems import describe_field
from i18n.problems import describe
from services.documents.limits import MAX_DOCUMENT_BYTES
from services.errors import DocumentError
from services.models.form import FieldProblem
from tests.journeys.certificate import SERVICE
from tests.journeys.chifa_card import SERVICE as CARD
from tests.journeys.chifa_card import goes_to_papers
from tests.journeys.outcome import is_received_once
from tests.journeys.papers import photograph
from tests.journeys.person import Person
from tests.journeys.servers import App, Ministry

pytestmark = pytest.mark.journey


@pytest.mark.heavy
def test_wrong_answers_in_french(app: App, ministry: Ministry, person: Callable[[str], Person]) -> None:
    amina = person("fr")
    amina.returns(app.start_known("fr"))
    amina.starts(SERVICE)
    kind, fund = (amina.question(SERVICE, key) for key in ("certificate_kind", "fund"))
    last_name, first_name, birth_date, nin = (
        amina.question(SERVICE, key) for key in ("last_name", "first_name", "birth_date", "nin")
    )

    amina.choose(kind, amina.option(SERVICE, "certificate_kind", "non_affiliation"))
    amina.goes_on()
    amina.is_told_to_correct(fund, advice(amina, "required_choice"))
    amina.finds_chosen(kind, amina.option(SERVICE, "certificate_kind", "non_affiliation"))
    amina.choose(fund, amina.option(SERVICE, "fund", "cnas"))
    amina.goes_on()

    amina.at_group(SERVICE, "citizen")
    amina.write(last_name, "Benali 2")
    amina.write(first_name, "Amina Zahra")
    amina.write_date(birth_date, "31", "2", "1990")
    amina.write(nin, "10990001501234004")
    amina.goes_on()
    amina.sees(amina.t.n("{count} answer needs another look", "{count} answers need another look", 3))
    amina.is_told_to_correct(last_name, "Écrivez le nom en lettres, sans chiffre. Exemple : « Benali ».")
    amina.is_told_to_correct(birth_date, advice(amina, "not_a_date"))
    amina.is_told_to_correct(nin, advice(amina, "nin_length", digits=17))
    amina.finds(first_name, "Amina Zahra")
    amina.loads_again()
    amina.finds(last_name, "Benali 2")
    amina.finds(first_name, "Amina Zahra")
    amina.finds_date(birth_date, "31", "2", "1990")
    amina.finds(nin, "10990001501234004")

    amina.write(last_name, "Benali")
    amina.write_date(birth_date, "12", "4", "")
    amina.write(nin, "1099 0001 5012 3400 4B")
    amina.goes_on()
    amina.is_told_to_correct(birth_date, advice(amina, "date_incomplete", missing=["year"]))
    amina.is_told_to_correct(nin, advice(amina, "nin_digits"))
    amina.write_date(birth_date, "12", "4", "1990")
    amina.write(nin, "1099 0001 5012 3400 42")
    amina.goes_on()
    amina.at_group(SERVICE, "contact")
    amina.goes_on()
    amina.heading(amina.t("Check and send"))
    amina.sends()
    is_received_once(amina, ministry)


@pytest.mark.heavy
def test_papers_that_cannot_be_taken_in_arabic(
    app: App, ministry: Ministry, person: Callable[[str], Person], tmp_path: Path
) -> None:
    amina = person("ar")
    amina.returns(app.start_known("ar"))
    goes_to_papers(amina)
    photo, card = amina.question(CARD, "photo"), amina.question(CARD, "identity_card")
    amina.goes_on()
    amina.is_told_to_correct(photo, advice(amina, "paper_required"))
    amina.is_told_to_correct(card, advice(amina, "paper_required"))
    amina.attach(photo, photograph(tmp_path / "photo.jpg"))
    for reason, file in bad_files(tmp_path).items():
        amina.offer(card, file)
        said = refusal(amina, reason)
        amina.sees(said)
        amina.goes_on()
        amina.is_told_to_correct(card, said)
        amina.finds_kept("photo.jpg")
    amina.loads_again()
    amina.finds_kept("photo.jpg")
    amina.attach(card, photograph(tmp_path / "carte.jpg"))
    amina.does_not_see(refusal(amina, "damaged"))
    amina.goes_on()
    amina.heading(amina.t("Check and send"))
    amina.sends()
    is_received_once(amina, ministry)


def advice(person: Person, code: str, **counted: object) -> str:
    return describe_field(FieldProblem("", code, params=counted), person.t)


def refusal(person: Person, reason: str) -> str:
    limit = MAX_DOCUMENT_BYTES if reason == "too_large" else None
    return describe(DocumentError(reason, limit), person.t).in_one_line


def bad_files(folder: Path) -> dict[str, Path]:
    """Make files that cannot be taken, by the reason."""
    files = {
        "empty": folder / "vide.pdf",
        "too_large": folder / "film.pdf",
        "wrong_type": folder / "certificat.pdf",
        "damaged": folder / "flou.jpg",
    }
    files["empty"].touch()
    with files["too_large"].open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(60 * 1024 * 1024)
    files["wrong_type"].write_bytes(b"MZ\x90\0\x03\0\0\0" + bytes(range(256)) * 64)
    sound = bytearray(photograph(folder / "net.jpg").read_bytes())
    files["damaged"].write_bytes(sound[: len(sound) // 2])
    return files
