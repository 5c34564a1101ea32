"""Whatever goes wrong while a request is sent, or with the device under it: it ends in one receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from i18n import Words
from i18n.problems import describe
from tests.journeys.certificate import SERVICE, says_which_certificate, writes_certificate
from tests.journeys.chifa_card import SERVICE as CARD
from tests.journeys.chifa_card import goes_to_papers
from tests.journeys.disk import SmallDisk
from tests.journeys.faults import LOADING, PRESSING, RENDERING, TYPING, FaultyApp
from tests.journeys.line import Line
from tests.journeys.ministry_meanwhile import asks_otherwise, ends_sign_ins
from tests.journeys.outcome import is_received_once
from tests.journeys.papers import pdf, photograph
from tests.journeys.person import Person
from tests.journeys.servers import App, Ministry

pytestmark = pytest.mark.journey

LARGE = 6_000_000
"""Bytes of a paper that takes two pieces to upload, the first of 4 MiB."""


@pytest.fixture
def line(ministry: Ministry) -> Iterator[Line]:
    with Line(ministry.port) as line:
        yield line


@pytest.fixture
def app(tmp_path: Path, line: Line) -> Iterator[App]:
    """The app as it runs behind the line."""
    program = App(tmp_path, line.address)
    yield program
    program.stop()


@pytest.mark.heavy
def test_a_page_to_accept_then_a_sign_in_that_ends_in_arabic(
    app: App, line: Line, ministry: Ministry, person: Callable[[str], Person], tmp_path: Path
) -> None:
    amina = person("ar")
    amina.returns(app.start_known("ar"))
    goes_to_papers(amina)
    amina.attach(amina.question(CARD, "photo"), pdf(tmp_path / "photo.pdf", LARGE))
    amina.attach(amina.question(CARD, "identity_card"), photograph(tmp_path / "carte.jpg"))
    amina.goes_on()
    amina.heading(amina.t("Check and send"))

    # Behind the page of a café's network: something answers, and it is not the ministry.
    line.captive()
    amina.sends()
    said = describe("unexpected-answer", amina.t)
    for words in (said.title, said.text, said.next_step, amina.t("Waiting for the network")):
        amina.sees(words)

    # The page is accepted, the line is slow, and half way the sign-in ends.
    line.clear(bytes_a_second=LARGE / 4)
    amina.sees(amina.t("Sending"), timeout=60)
    ends_sign_ins(ministry)
    amina.sees(amina.t("Sign in to send this request."), timeout=60)
    amina.does_not_see(said.next_step)
    # What went wrong on the way is shown further down, without advice.
    amina.sees(amina.t("What happened on the way"))
    amina.sees(said.title)
    assert ministry.count("request") == 0
    amina.press("Sign in")
    amina.heading(amina.t("Sign in"))
    amina.enters_code(ministry.demo)
    amina.sees(amina.t("You are signed in."))
    amina.does_not_see(amina.t("No network at the moment."))
    amina.goes_to_requests()
    amina.press_named(amina.name(amina.service(CARD)["name"]))
    is_received_once(amina, ministry)
    # What had arrived before was not sent a second time.
    assert line.sent < LARGE * 1.5


@pytest.mark.heavy
def test_a_form_withdrawn_meanwhile_in_french(
    app: App, line: Line, ministry: Ministry, person: Callable[[str], Person]
) -> None:
    amina = person("fr")
    amina.returns(app.start_known("fr"))
    amina.starts(SERVICE)
    writes_certificate(amina)
    line.cut()
    amina.sends()
    amina.sees(amina.t("Waiting for the network"))

    ministry.agent("withdraw-form", SERVICE)
    asks_otherwise(ministry, SERVICE, "last_name", {"fr": "Nom de naissance", "ar": "اللقب عند الميلاد"})
    line.clear()
    said = describe("form-withdrawn", amina.t)
    amina.sees(said.title, timeout=60)
    amina.sees(said.text)
    assert ministry.count("request") == 0

    # The form of today opens where it asks something else than the one that was sent.
    amina.press("Open and correct")
    amina.at_group(SERVICE, "citizen")
    amina.sees(amina.t("This question changed. Please look at it again."))
    amina.finds("Nom de naissance", "Benali")
    amina.finds(amina.question(SERVICE, "nss"), ministry.demo["number"])
    amina.write("Nom de naissance", "Benali Zahra")
    amina.goes_on()
    amina.at_group(SERVICE, "contact")
    amina.finds(amina.question(SERVICE, "address"), "12 rue des Oliviers")
    amina.goes_on()
    amina.heading(amina.t("Check and send"))
    amina.sends()
    is_received_once(amina, ministry)


@pytest.mark.heavy
def test_a_full_disk_in_french(ministry: Ministry, person: Callable[[str], Person], tmp_path: Path) -> None:
    app = App(tmp_path, f"http://127.0.0.1:{ministry.port}")
    full = describe("storage-full", Words("fr"))
    disk = SmallDisk(app)
    try:
        amina = person("fr")
        amina.returns(app.start_known("fr"))
        goes_to_papers(amina)
        amina.attach(amina.question(CARD, "photo"), photograph(tmp_path / "photo.jpg"))
        disk.fill()
        card = amina.question(CARD, "identity_card")
        amina.offer(card, photograph(tmp_path / "carte.jpg"))
        amina.sees(full.in_one_line)
        amina.goes_on()
        amina.is_told_to_correct(card, full.in_one_line)
        amina.finds_kept("photo.jpg")
        amina.press("Back")
        amina.at_group(CARD, "contact")
        amina.write(amina.question(CARD, "address"), "7 chemin des Figuiers")
        amina.sees(full.title)
        amina.finds(amina.question(CARD, "address"), "7 chemin des Figuiers")

        # There is room again: what was typed is written without another keystroke.
        disk.clear()
        amina.does_not_see(full.title)
        app.kill()
        amina.returns(app.start())
        amina.goes_to_requests()
        amina.press_named(amina.name(amina.service(CARD)["name"]))
        amina.at_group(CARD, "papers")
        amina.finds_kept("photo.jpg")
        amina.press("Back")
        amina.at_group(CARD, "contact")
        amina.finds(amina.question(CARD, "address"), "7 chemin des Figuiers")
        amina.goes_on()
        amina.at_group(CARD, "papers")
        amina.attach(card, photograph(tmp_path / "carte.jpg"))
        amina.goes_on()
        amina.heading(amina.t("Check and send"))

        disk.fill()
        amina.declares()
        amina.press("Send the request")
        amina.sees(full.title)
        assert ministry.count("request") == 0
        disk.clear()
        amina.press("Send the request")
        amina.follows()
        is_received_once(amina, ministry)
    finally:
        app.stop()


@pytest.mark.heavy
def test_a_fault_of_the_app_in_arabic(
    ministry: Ministry, person: Callable[[str], Person], tmp_path: Path
) -> None:
    app = FaultyApp(tmp_path, f"http://127.0.0.1:{ministry.port}")
    amina = person("ar")
    name, street = amina.question(SERVICE, "first_name"), amina.question(SERVICE, "address")

    def is_calm() -> None:
        """Check that nothing of the fault shows, and go on."""
        amina.heading(amina.t("Something went wrong"))
        app.mend()
        amina.sees(amina.t("What you wrote is safe on this device."))
        shown = amina.all_words()
        assert not [word for word in ("Error", "Traceback", ".py", "Zahra", "Figuiers") if word in shown]
        amina.press("Go on")
        amina.heading(amina.t("Hello, {name}", name=""))
        amina.goes_to_requests()
        amina.press_named(amina.name(amina.service(SERVICE)["name"]))

    try:
        amina.returns(app.start_known("ar"))
        amina.starts(SERVICE)
        says_which_certificate(amina)
        amina.write(name, "Amina Zahra")
        app.breaks(PRESSING)
        amina.goes_on()
        is_calm()
        amina.at_group(SERVICE, "citizen")
        amina.finds(name, "Amina Zahra")
        amina.goes_on()

        amina.at_group(SERVICE, "contact")
        amina.write(street, "7 chemin des Figuiers")
        amina.goes_on()
        amina.heading(amina.t("Check and send"))
        amina.press("Back")
        amina.at_group(SERVICE, "contact")
        app.breaks(TYPING)
        amina.write(amina.question(SERVICE, "phone"), "0")
        is_calm()
        amina.at_group(SERVICE, "contact")
        amina.finds(street, "7 chemin des Figuiers")
        amina.write(amina.question(SERVICE, "phone"), "0550 00 00 42")

        app.breaks(RENDERING)
        amina.goes_on()
        is_calm()
        amina.at_group(SERVICE, "contact")
        amina.goes_on()
        amina.heading(amina.t("Check and send"))
        assert "Amina Zahra" in amina.all_words()
        assert "7 chemin des Figuiers" in amina.all_words()

        app.breaks(LOADING)
        amina.declares()
        amina.press("Send the request")
        is_calm()
        is_received_once(amina, ministry)
    finally:
        app.stop()
    noted = app.log.read_text(encoding="utf-8")
    assert noted.count("ZeroDivisionError at ") == noted.count("unexpected: ") >= 4
    assert not [word for word in ("Traceback", "Zahra", "Figuiers", "أمينة") if word in noted]
