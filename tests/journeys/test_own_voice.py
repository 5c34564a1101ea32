"""The main journey with the app's own voice: what is spoken is what the screen shows, and the person comes first.

The engine is the real one; the device records instead of sounding.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from i18n import LANGUAGES
from tests.journeys.browser import plain
from tests.journeys.hearing import Ear, voiced
from tests.journeys.listening import Listening
from tests.journeys.privacy import found_in_clear
from tests.journeys.servers import App, Ministry
from tests.journeys.wheelchair import asks_for_a_wheelchair

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed"),
]


@pytest.fixture
def app(tmp_path: Path, ministry: Ministry) -> Iterator[App]:
    program = App(tmp_path, f"http://127.0.0.1:{ministry.port}")
    yield program
    program.stop()


@pytest.fixture
def ear(app: App, tmp_path: Path) -> Ear:
    return voiced(app, tmp_path)


@pytest.fixture
def listening(page: Page, catalogue: dict[str, Any], ear: Ear) -> Callable[[str], Listening]:
    return lambda language: Listening(page, language, catalogue, ear)


@pytest.mark.heavy
def test_the_main_journey_is_heard(
    app: App, ministry: Ministry, listening: Callable[[str], Listening], tmp_path: Path
) -> None:
    amina = listening("ar")
    t = amina.t
    amina.private = ["Amina", ministry.demo["number"], "Zitounimed", "Figuiers"]
    amina.arrives(app.start())
    amina.signs_in(ministry.demo)
    # Each screen on the way is heard as it opens.
    asks_for_a_wheelchair(amina, tmp_path)
    amina.declares()
    amina.press("Send the request")
    arrived = amina.hears(t("Your request has arrived. Its reference:"))
    amina.follows()
    amina.hears(t("Decided: accepted"))
    # The last step of the case bears the title of the next screen.
    amina.has_listened()
    amina.press("Read the decision")
    amina.heading(t("Decision"))
    assert ministry.count("request") == 1

    app.stop()
    log = ["Amina", "أمينة", "مرحبًا", amina.question("appareillage", "for_whom"), *arrived.shown[:1]]
    assert found_in_clear(log, app.home, app.temporary, app.log) == []


def test_a_question_and_an_error_are_heard(app: App, listening: Callable[[str], Listening]) -> None:
    amina = listening("ar")
    t = amina.t
    amina.arrives(app.start())
    amina.starts("appareillage")
    first = amina.title()
    question = amina.question("appareillage", "for_whom")

    # Without an answer: the summary is heard, and not all the screen again.
    amina.goes_on()
    title = t.n("{count} answer needs another look", "{count} answers need another look", 1)
    errors = amina.hears(title)
    assert errors.shown[0] == plain(title)
    assert plain(first) not in errors.shown

    # One question, when asked for: its words, its error, its choices.
    amina.has_listened()
    amina.press("Listen: {question}", question=question)
    alone = amina.hears(question)
    assert alone.shown[0] == plain(question)
    assert amina.option("appareillage", "for_whom", "self") in alone.text
    assert t("Continue") not in alone.shown

    # Whatever the person does, it is quiet.
    said = len(amina.ear.speeches())
    amina.choose(question, amina.option("appareillage", "for_whom", "self"))
    assert amina.ear.speeches()[said - 1].end == "SpeechInterrupted"


def test_stop_and_repeat(app: App, listening: Callable[[str], Listening], ear: Ear) -> None:
    amina = listening("fr")
    amina.open(app.start())
    amina.press_named(LANGUAGES["fr"].endonym)
    amina.heading(amina.t("Display and voice"))
    amina.turns_voice_on("When I ask")
    assert ear.speeches() == []
    amina.press("Listen", exact=True)
    speech = ear.hears(amina.t("Display and voice"))
    amina.press_later("Stop")
    amina.page.wait_for_timeout(700)
    amina.press("Stop", exact=True)
    deadline = time.monotonic() + 10
    while not ear.speeches()[0].end and time.monotonic() < deadline:
        time.sleep(0.02)
    assert ear.speeches()[0].end == "SpeechInterrupted"
    assert ear.ends_cut_off()
    amina.press("Repeat", exact=True)
    again = ear.hears(amina.t("Display and voice"), 1)
    assert again.shown == speech.shown
