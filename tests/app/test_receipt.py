"""The receipt as a page: what was sent, when, and under which reference, in the words of the person."""

from __future__ import annotations

import pytest

from app.receipt import receipt_page
from i18n import Words
from services.receipts import render
from services.receipts.page import Heading, Pair, ReceiptPage
from tests.app.test_drafts import complete, drafts_of, signs_in
from tests.components.harness import plain
from tests.components.world import Visit


@pytest.fixture
async def sent(visit: Visit) -> str:
    """The id of a request that the ministry holds."""
    await signs_in(visit)
    opened = await complete(visit)
    await drafts_of(visit).send(opened)
    await visit.until(lambda: visit.window.profile.requests.receipt(opened.draft.id))
    return opened.draft.id


def pairs(page: ReceiptPage) -> dict[str, str]:
    return {plain(each.label): plain(each.value) for each in page.blocks if isinstance(each, Pair)}


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr")])
async def test_it_says_all_in_the_language_of_the_person(
    visit: Visit, sent: str, language: str, direction: str
) -> None:
    profile, t = visit.window.profile, Words(language)
    snapshot = visit.house.catalogue.snapshot()
    assert snapshot is not None
    service = snapshot.catalogue.service("affiliation_certificate")
    assert service is not None
    page = receipt_page(profile, sent, snapshot, t)
    receipt = profile.requests.receipt(sent)
    assert receipt is not None
    said = pairs(page)
    assert (page.language, page.direction, page.title) == (language, direction, t("Receipt of your request"))
    assert said[t("Reference")] == receipt.reference
    assert said[t("Received on")] == plain(t.date_time(receipt.received_at))
    assert said[t("Service")] == plain(t.text(service.name))
    headings = [each.text for each in page.blocks if isinstance(each, Heading)]
    assert headings == [t.text(group.title) for group in service.form.groups]
    address, use = service.form.question("address"), service.form.question("certificate_use")
    assert address is not None
    assert use is not None
    assert said[plain(t.text(address.label))] == "12 rue des Oliviers"
    assert said[plain(t.text(use.label))] == t("Not answered")
    assert render(page).startswith(b"%PDF-")


async def test_without_a_catalogue_it_still_says_what_counts(visit: Visit, sent: str) -> None:
    said = pairs(receipt_page(visit.window.profile, sent, None, Words("fr")))
    assert set(said) == {Words("fr")("Reference"), Words("fr")("Received on")}


async def test_a_request_without_a_receipt_has_none(visit: Visit) -> None:
    with pytest.raises(KeyError):
        receipt_page(visit.window.profile, "no-such-request", None, Words("fr"))
    opened = await complete(visit)
    await drafts_of(visit).send(opened)
    with pytest.raises(KeyError):
        receipt_page(visit.window.profile, opened.draft.id, None, Words("fr"))
