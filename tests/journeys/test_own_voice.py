"""The main journey with the app's own voice: what is spoken is what the screen shows, and the person comes first.

The engine is the real one; the device records instead of sounding.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from i18n import LANGUAGES
from i18n.spoken import utterances
from tests.journeys.browser import plain
from tests.journeys.hearing import Ear, Speech
from tests.journeys.person import Person
from tests.journeys.privacy import found_in_clear
from tests.journeys.servers import App, Ministry
from tests.journeys.voiced_app import SPEECH
from tests.speech.recording_worker import PACE, SOUND

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed"),
]


@pytest.fixture
def ear(tmp_path: Path) -> Ear:
    return Ear(tmp_path / "speech.jsonl", tmp_path / "sound.jsonl")


@pytest.fixture
def app(tmp_path: Path, ministry: Ministry) -> Iterator[App]:
    program = App(tmp_path, f"http://127.0.0.1:{ministry.port}")
    program.arguments[0] = "tests.journeys.voiced_app"
    program.environment |= {
        SPEECH: str(tmp_path / "speech.jsonl"),
        SOUND: str(tmp_path / "sound.jsonl"),
        PACE: "1",
    }
    yield program
    program.stop()


class Listener:
    """A person with an ear: what is heard is compared with what is shown."""

    def __init__(self, person: Person, ear: Ear) -> None:
        self.person, self.ear = person, ear
        self.count = 0
        self.passing = {
            person.t(words)
            for words in ("One moment…", "Fetching the list of services…", "Opening your draft…")
        }
        """Said while it was waited for, and gone since."""

    def hears_screen(self, title: str, *, private: str = "") -> Speech:
        """The screen is read by itself, from its title on; all that is said is shown, in the language of it."""
        speech = self.ear.hears(title, self.count, within=6)
        # Where in a longer way the screen is stands over its title.
        assert plain(title) in " ".join(speech.shown[:6]), speech.text
        self.hears_what_is_shown(speech)
        if private:
            assert private not in speech.text
        self.count = len(self.ear.speeches())
        return speech

    def hears_what_is_shown(self, speech: Speech) -> None:
        shown = squeezed(self.person.all_words())
        for sentence in speech.shown:
            if sentence in self.passing:
                continue
            assert squeezed(sentence) in shown, (sentence, shown)
        own = [
            utterance.language
            for text in speech.shown
            for utterance in utterances(text, self.person.language)
        ]
        assert speech.languages == own


def squeezed(text: str) -> str:
    """Letters and digits alone: the tree of the browser writes quotes and spaces its own way."""
    return "".join(re.findall(r"\w", plain(text)))


def hears_the_voice(person: Person, ear: Ear, address: str, mode: str) -> Listener:
    """Chooses the language and the voice, and creates a profile."""
    person.open(address)
    person.press_named(LANGUAGES[person.language].endonym)
    person.heading(person.t("Display and voice"))
    person.choose(person.t("Voice"), person.t(mode))
    return Listener(person, ear)


def test_the_main_journey_is_heard(
    app: App, ministry: Ministry, person: Callable[[str], Person], ear: Ear, tmp_path: Path
) -> None:
    amina = person("ar")
    t = amina.t
    heard = hears_the_voice(amina, ear, app.start(), "By itself")
    # What is read begins where the voice was turned on: with the whole screen.
    heard.hears_screen(t("Display and voice"))
    amina.press("Continue")
    heard.hears_screen(t("Welcome to Qarib"))
    amina.press("Create my profile")
    heard.hears_screen(t("Create a profile"))
    amina.write(t("Name of the profile"), "Amina")
    amina.press("Create the profile")
    amina.heading(t("Hello, {name}", name="Amina"))
    # The name is not said by itself.
    heard.hears_screen(t("What would you like to do?"), private="Amina")

    amina.press("Make a request")
    heard.hears_screen(t("Services"))
    service = amina.service("appareillage")
    amina.press_named(amina.name(service["name"]))
    heard.hears_screen(amina.name(service["name"]))
    amina.press("Start this request")
    first = amina.group("appareillage", service["form"]["groups"][0]["id"])
    speech = heard.hears_screen(first)
    question = amina.question("appareillage", "for_whom")
    assert question in speech.text

    # Without an answer: the summary is heard, and not all the screen again.
    amina.goes_on()
    title = t.n("{count} answer needs another look", "{count} answers need another look", 1)
    errors = ear.hears(title, heard.count)
    assert errors.shown[0] == plain(title)
    assert plain(first) not in errors.shown
    heard.hears_what_is_shown(errors)

    # One question, when asked for: its words, its error, its choices.
    heard.count = len(ear.speeches())
    amina.press("Listen: {question}", question=question)
    alone = ear.hears(question, heard.count)
    assert alone.shown[0] == plain(question)
    assert amina.option("appareillage", "for_whom", "self") in alone.text
    assert t("Continue") not in alone.shown
    heard.hears_what_is_shown(alone)

    # Whatever the person does, it is quiet.
    heard.count = len(ear.speeches())
    amina.choose(question, amina.option("appareillage", "for_whom", "self"))
    assert ear.speeches()[heard.count - 1].end == "SpeechInterrupted"
    amina.goes_on()
    heard.hears_screen(amina.group("appareillage", "device"))

    app.stop()
    log = ["Amina", "أمينة", "مرحبًا", plain(question), plain(first)]
    assert found_in_clear(log, app.home, app.temporary, app.log) == []


def test_stop_and_repeat(app: App, person: Callable[[str], Person], ear: Ear) -> None:
    amina = person("fr")
    hears_the_voice(amina, ear, app.start(), "When I ask")
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
