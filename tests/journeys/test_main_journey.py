"""A citizen sends a real request from home and holds the receipt, then reads the decision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys import sick_leave
from tests.journeys.conftest import Motion
from tests.journeys.person import Person
from tests.journeys.privacy import found_in_clear
from tests.journeys.servers import App, Ministry
from tests.journeys.wheelchair import asks_for_a_wheelchair

pytestmark = pytest.mark.journey


@pytest.fixture
def motion() -> Motion:
    return "no-preference"


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
    amina.sends()
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


@pytest.mark.heavy
def test_a_sick_leave_in_french(
    app: App, ministry: Ministry, person: Callable[[str], Person], tmp_path: Path
) -> None:
    amina = person("fr")
    amina.arrives(app.start())
    amina.signs_in(ministry.demo)
    amina.starts(sick_leave.SERVICE)
    sick_leave.writes_the_dates(amina)
    amina.choose(amina.question(sick_leave.SERVICE, "work_related"), amina.t("No"))
    sick_leave.writes_the_employer(amina)
    sick_leave.writes_the_rest(amina, tmp_path)
    amina.sends()
    reference = amina.reference()
    with amina.page.expect_download() as receipt:
        amina.press("Save the receipt (PDF)")
    assert reference in PdfReader(receipt.value.path()).pages[0].extract_text()
    amina.sees(amina.t("Decided: accepted"), timeout=60)
    assert ministry.count("request") == 1
