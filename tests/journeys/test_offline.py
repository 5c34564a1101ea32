"""The app without a network, where all but the answer is there; with it, what waits leaves by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.certificate import SERVICE, writes_certificate, writes_certificate_unknown
from tests.journeys.person import Person
from tests.journeys.servers import App, Ministry

pytestmark = pytest.mark.journey


@pytest.fixture
def absent(tmp_path: Path) -> Iterator[Ministry]:
    """A ministry that is not started yet."""
    server = Ministry(tmp_path)
    yield server
    server.stop()


def test_written_and_sent_without_a_network(
    app: App, ministry: Ministry, person: Callable[[str], Person]
) -> None:
    amina = person("fr")
    amina.returns(app.start_known("fr"))
    amina.press("Make a request")
    amina.heading(amina.t("Services"))
    ministry.stop()
    app.stop()

    # What she needs to write is on the device, also after a new start.
    amina.returns(app.start())
    amina.starts(SERVICE)
    writes_certificate(amina)
    amina.sends()
    amina.sees(amina.t("Waiting for the network"))
    amina.sees(amina.t("It is sent by itself once the network is back. Qarib must be open for that."))
    amina.goes_home()
    amina.sees(amina.t("No network at the moment."))
    amina.goes_to_requests()
    amina.sees(amina.t("Waiting to be sent"))
    amina.press_named(amina.name(amina.service(SERVICE)["name"]))
    amina.sees(amina.t("Waiting for the network"))

    ministry.start()
    reference = amina.reference(timeout=60)
    assert [receipt["reference"] for receipt in ministry.receipts()] == [reference]
    amina.goes_home()
    amina.does_not_see(amina.t("No network at the moment."))


def test_the_very_first_start_without_a_network_and_without_signing_in(
    absent: Ministry, tmp_path: Path, person: Callable[[str], Person]
) -> None:
    app = App(tmp_path, f"http://127.0.0.1:{absent.port}")
    amina = person("ar")
    try:
        amina.arrives(app.start())
        amina.press("Make a request")
        amina.sees(amina.t("The list of services is not on this device yet."))
        amina.sees(amina.t("It needs the network once. After that it also works without."))
        amina.press("Try again")
        amina.sees(amina.t("The list of services is not on this device yet."))
        absent.start()
        amina.press("Try again")
        amina.sees(amina.name(amina.service(SERVICE)["name"]))

        amina.goes_home()
        amina.starts(SERVICE)
        writes_certificate_unknown(amina)
        amina.sees(amina.t("You are not signed in."))
        amina.sends()
        amina.sees(amina.t("Sign in to send this request."))
        assert absent.receipts() == []
        amina.press("Sign in")
        amina.heading(amina.t("Sign in"))
        amina.enters_code(absent.demo)
        amina.sees(amina.t("You are signed in."))
        amina.goes_to_requests()
        amina.press_named(amina.name(amina.service(SERVICE)["name"]))
        reference = amina.reference()
        assert [receipt["reference"] for receipt in absent.receipts()] == [reference]
    finally:
        app.stop()
