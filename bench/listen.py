"""The time from a tap on "Listen" to the first sound, and from "Stop" to silence, in a real browser.

The way is the whole one: browser, Flet, the app, the speaker's worker, espeak-ng, a device that records at the pace of
a real one. A moment is taken before the button is pressed, on the clock that the device's record has, too. Baseline:
`espeak-ng --stdout` alone, from its start to the first byte of sound. Targets: 150 ms to the first sound, 50 ms of
sound after a stop. A screen is read from its title on, so a round says what a person would hear.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from bench.measure import Figure, Result
from bench.speech import TEXTS, figures
from i18n import LANGUAGES
from ministry.catalogue.loader import load
from tests.journeys.browser import launch
from tests.journeys.hearing import Ear, voiced
from tests.journeys.person import Person
from tests.journeys.servers import App, free_port

_LISTENED = 700
"""Milliseconds that a person hears before stopping."""


def run(*, quick: bool) -> Result:
    if shutil.which("espeak-ng") is None:
        return Result([Figure("tap → first sound", "espeak-ng alone", None, note="not run: no espeak-ng")])
    rounds = 3 if quick else 12
    found = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for language in TEXTS:
            with tempfile.TemporaryDirectory() as folder:
                found += _figures(browser, Path(folder), language, rounds)
        browser.close()
    return Result(found)


class _Listening:
    """Someone before a screen, the voice on request."""

    def __init__(self, person: Person, ear: Ear) -> None:
        self._person, self._ear = person, ear

    def once(self) -> tuple[float, float]:
        """Return milliseconds to the first sound, and of sound after the stop."""
        page = self._person.page
        listen = self._button("Listen")
        seen = len(self._ear.sounds())
        tapped = _tap(page, listen)
        first = self._first_sound(seen)
        stop = self._button("Stop")
        page.wait_for_timeout(_LISTENED)
        stopped = _tap(page, stop)
        assert self._ear.ends_cut_off()
        after = [size for what, at, size in self._ear.sounds()[seen:] if what == "sound" and at > stopped]
        return (first - tapped) * 1000, sum(after) / 2 / 22050 * 1000

    def _button(self, name: str) -> Locator:
        return self._person.page.get_by_role("button", name=self._person.t(name), exact=True).first

    def _first_sound(self, seen: int) -> float:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            for what, at, _ in self._ear.sounds()[seen:]:
                if what == "sound":
                    return at
            time.sleep(0.02)
        raise TimeoutError("no sound after a tap")


def _tap(page: Page, button: Locator) -> float:
    """Return the moment before a tap: the finger is over the button."""
    button.wait_for(state="attached")
    box, before = button.bounding_box(), None
    while box is None or box != before:  # it comes in another's place, which moves what is beside it
        page.wait_for_timeout(300)
        box, before = button.bounding_box(), box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(300)
    moment = time.monotonic()
    page.mouse.down()
    page.mouse.up()
    return moment


def _figures(browser: Browser, folder: Path, language: str, rounds: int) -> list[Figure]:
    app = App(folder, f"http://127.0.0.1:{free_port()}")
    ear = voiced(app, folder)
    context = browser.new_context(viewport={"width": 412, "height": 915}, locale="fr-DZ")
    person = Person(context.new_page(), language, load().document)
    try:
        person.open(app.start())
        person.press_named(LANGUAGES[language].endonym)
        person.heading(person.t("Display and voice"))
        person.choose(person.t("Voice"), person.t("When I ask"))
        names = (f"tap → first sound, {language}", f"sound after a tap on “Stop”, {language}")
        return figures(names, _Listening(person, ear).once, language, rounds)
    finally:
        context.close()
        app.stop()
