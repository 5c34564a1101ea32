"""The app killed while somebody types, and after "Send": what was written is there, and is sent once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.certificate import SERVICE, says_which_certificate
from tests.journeys.person import Person
from tests.journeys.privacy import found_in_clear
from tests.journeys.servers import App, Ministry

pytestmark = pytest.mark.journey

MAY_BE_MISSING = 0.3
"""Seconds of typing before a kill that may be lost."""
WRITTEN = "cité des Genêts bâtiment Amandier escalier C près du lavoir de Tala Guilef après le grand frêne "


class Lateness:
    """How late this machine wakes who sleeps, in seconds: a busy one must not fail a promise about time."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._measure)

    def __enter__(self) -> Lateness:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _measure(self) -> None:
        nap = 0.02
        while not self._over.is_set():
            before = time.monotonic()
            self._over.wait(nap)
            self.worst = max(self.worst, time.monotonic() - before - nap)


def types_until_killed(page: Page, app: App, keys: int) -> str:
    """Type, and kill the app after `keys` keys.

    Returns what must be kept.
    """
    killed: list[float] = []

    def kill() -> None:
        killed.append(time.monotonic())
        app.kill()

    typed: list[float] = []
    death = threading.Thread(target=kill)
    with Lateness() as lateness:
        for key in WRITTEN:
            page.keyboard.type(key, delay=40)
            typed.append(time.monotonic())
            if len(typed) == keys:
                death.start()
        death.join()
    assert typed[-1] > killed[0], "the kill came after the last key"
    safe = killed[0] - MAY_BE_MISSING - lateness.worst
    return WRITTEN[: sum(moment <= safe for moment in typed)]


def test_killed_while_typing_and_after_send(
    app: App, ministry: Ministry, person: Callable[[str], Person]
) -> None:
    secrets = ["Amina", "أمينة", "Benali", "Genêts", "Amandier", "lavoir", "Tala Guilef", "Figuiers"]
    amina = person("fr")
    amina.returns(app.start_known("fr"))
    secrets += [ministry.demo["number"], ministry.demo["code"], "550000042"]
    amina.starts(SERVICE)
    says_which_certificate(amina)
    amina.write(amina.question(SERVICE, "first_name"), "Amina Figuiers")
    amina.goes_on()
    amina.at_group(SERVICE, "contact")
    address = amina.question(SERVICE, "address")
    amina.write(address, "-")
    must = types_until_killed(amina.page, app, keys=len(WRITTEN) * 2 // 3)
    assert len(must) > len(WRITTEN) // 8
    assert list(app.home.rglob("*-wal")), "what a killed app leaves behind is searched too"
    assert found_in_clear(secrets, app.home, app.temporary, app.log) == []

    amina.returns(app.start())
    amina.goes_to_requests()
    amina.sees(amina.t("Draft, not sent"))
    amina.press_named(amina.name(amina.service(SERVICE)["name"]))
    amina.at_group(SERVICE, "contact")
    kept = amina.value(address).removeprefix("-")
    assert WRITTEN.startswith(kept)
    assert len(kept) >= len(must)
    amina.goes_on()
    amina.heading(amina.t("Check and send"))
    review = amina.all_words()
    assert "Amina Figuiers" in review
    assert amina.option(SERVICE, "certificate_kind", "affiliation") in review
    amina.does_not_see(amina.t("Put these answers right, then send."))

    # The ministry gets the request and answers nobody: the app is dead by then.
    ministry.pause()
    amina.sends()
    amina.sees(amina.t("Sending"))
    app.kill()
    ministry.go_on()
    assert found_in_clear(secrets, app.home, app.temporary, app.log) == []

    amina.returns(app.start())
    amina.goes_to_requests()
    amina.does_not_see(amina.t("Draft, not sent"))
    amina.press_named(amina.name(amina.service(SERVICE)["name"]))
    reference = amina.reference()
    assert [receipt["reference"] for receipt in ministry.receipts()] == [reference]
    app.stop()
    assert found_in_clear(secrets, app.home, app.temporary, app.log) == []
