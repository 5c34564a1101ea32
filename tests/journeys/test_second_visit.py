"""Coming back: nothing is asked twice, a draft is resumed, and every window shows the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.certificate import SERVICE, says_which_certificate, writes_certificate
from tests.journeys.person import Person
from tests.journeys.servers import App, Ministry

pytestmark = pytest.mark.journey

PENSION = "cnr_yearly_proof"
NEW_ADDRESS = "7 chemin des Figuiers"


@pytest.fixture
def another_tab(page: Page, catalogue: dict[str, Any]) -> Callable[[str], Person]:
    return lambda language: Person(page.context.new_page(), language, catalogue)


@pytest.mark.heavy
def test_what_was_said_once_is_not_asked_again(
    app: App, ministry: Ministry, person: Callable[[str], Person]
) -> None:
    amina = person("ar")
    certificate = amina.name(amina.service(SERVICE)["name"])
    address = amina.question(SERVICE, "address")
    amina.returns(app.start_known("ar"))
    amina.starts(SERVICE)
    writes_certificate(amina)

    # Each "change" leads to the group that asks for it and back; the answer is there, and can be changed.
    fund = amina.question(SERVICE, "fund")
    for question, group in (("fund", "certificate"), ("first_name", "citizen"), ("address", "contact")):
        amina.press("Change: {what}", what=amina.question(SERVICE, question))
        amina.at_group(SERVICE, group)
        if question == "fund":
            amina.finds_chosen(fund, amina.option(SERVICE, "fund", "cnas"))
        if question == "address":
            amina.finds(address, "12 rue des Oliviers")
            amina.write(address, NEW_ADDRESS)
        amina.goes_on()
        amina.heading(amina.t("Check and send"))
    assert NEW_ADDRESS in amina.all_words()

    # Held while there is no network, it stays when there is one again, until it is let go.
    ministry.stop()
    amina.sends()
    amina.sees(amina.t("Waiting for the network"))
    amina.press("Hold this request")
    amina.sees(amina.t("Held by you"))
    ministry.start()
    amina.goes_home()
    amina.goes_to_requests()
    amina.press_named(certificate)
    amina.sees(amina.t("Held by you"))
    assert ministry.receipts() == []
    amina.press("Send it now")
    reference = amina.reference()
    assert [receipt["reference"] for receipt in ministry.receipts()] == [reference]

    # The next request knows who she is, and the address that she gave.
    amina.goes_home()
    amina.starts(PENSION)
    kind = amina.question(PENSION, "pensioner_kind")
    amina.choose(kind, amina.option(PENSION, "pensioner_kind", "direct"))
    amina.write(amina.question(PENSION, "pension_number"), "12345678")
    amina.goes_on()
    amina.at_group(PENSION, "proof")
    means = amina.question(PENSION, "proof_means")
    amina.choose(means, amina.option(PENSION, "proof_means", "paper"))
    amina.choose(amina.question(PENSION, "situation_changed"), amina.t("No"))
    amina.goes_on()
    amina.at_group(PENSION, "insured")
    amina.finds(amina.question(PENSION, "first_name"), "أمينة")
    amina.finds_date(amina.question(PENSION, "birth_date"), "12", "4", "1990")
    amina.finds(amina.question(PENSION, "nss"), ministry.demo["number"])
    amina.goes_on()
    amina.at_group(PENSION, "contact")
    amina.finds(amina.question(PENSION, "address"), NEW_ADDRESS)


def test_a_draft_is_resumed_shared_and_deleted(
    app: App,
    ministry: Ministry,
    person: Callable[[str], Person],
    another_tab: Callable[[str], Person],
) -> None:
    amina = person("fr")
    name = amina.name(amina.service(SERVICE)["name"])
    last_name = amina.question(SERVICE, "last_name")
    amina.returns(app.start_known("fr", signed_in=False))
    amina.starts(SERVICE)
    says_which_certificate(amina)
    amina.write(last_name, "Benali")

    # The browser reloads the page: the same place, the same words.
    amina.loads_again()
    amina.at_group(SERVICE, "citizen")
    amina.finds(last_name, "Benali")

    # Another window of the same app has the same draft, and both write into it.
    other = another_tab("fr")
    other.open(amina.page.url)
    other.at_group(SERVICE, "citizen")
    other.finds(last_name, "Benali")
    other.write(other.question(SERVICE, "first_name"), "Amina")
    amina.turns_to()
    amina.finds(amina.question(SERVICE, "first_name"), "Amina")
    amina.finds(last_name, "Benali")
    amina.write_date(amina.question(SERVICE, "birth_date"), "12", "04", "1990")
    other.turns_to()
    other.finds_date(other.question(SERVICE, "birth_date"), "12", "04", "1990")
    other.write_date(other.question(SERVICE, "birth_date"), "13", "04", "1990")
    amina.turns_to()
    amina.finds_date(amina.question(SERVICE, "birth_date"), "13", "04", "1990")

    # Nobody ends with two drafts of one thing unless they want to.
    amina.goes_home()
    amina.press("Make a request")
    amina.heading(amina.t("Services"))
    amina.press_named(name)
    amina.sees(amina.t("You began this request."))
    amina.press("Continue my draft")
    amina.at_group(SERVICE, "citizen")
    amina.finds(last_name, "Benali")
    amina.goes_home()
    amina.goes_to_requests()
    amina.sees(amina.t("Draft, not sent"))
    assert amina.all_words().count(amina.t("Draft, not sent")) == 1

    # Deleted after a question, it is gone here and for good.
    amina.press_named(name)
    amina.at_group(SERVICE, "citizen")
    other.at_group(SERVICE, "citizen")
    amina.open(amina.page.url.replace("questions/citizen", "review"))
    amina.heading(amina.t("Check and send"))
    amina.press("Delete this draft")
    amina.press("No, keep it")
    amina.press("Delete this draft")
    amina.press("Yes, delete it")
    amina.heading(amina.t("My requests"))
    amina.sees(amina.t("You have no request yet."))
    other.sees(other.t("This draft is no longer here."))
    amina.goes_home()
    amina.press("Make a request")
    amina.press_named(name)
    amina.press_later("Start this request")
