"""A draft in the native window: the voice is used and the way goes on, and what was typed outlives each end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.shell.appearance import SMALLEST
from app.shell.desktop import APP_ID
from i18n import Words
from ministry.catalogue.loader import load
from tests.journeys.hearing import SPEECH
from tests.journeys.servers import Ministry
from tests.native.rig import CLIENT, LAUNCHER, PATIENCE, ROOT, Desktop
from tests.speech.recording_worker import SOUND

SERVICE = "jobseeker"
NAME, TRADE, MORE = "Amina", "couturiere", " a domicile"


class App:
    """The app with its native window, started as often as wanted on the same home."""

    def __init__(self, screen: Desktop, ministry: Ministry, folder: Path) -> None:
        self.log, self.speech = folder / "app.log", folder / "speech"
        self._command = [sys.executable, "-m", "tests.native.client", "tests.journeys.voiced_app"]
        self._command += ["--view", "window", "--home", str(folder / "home")]
        self._command += ["--ministry", f"http://127.0.0.1:{ministry.port}"]
        self._environment = {
            **screen.programs.environment,
            "PYTHONPATH": f"{LAUNCHER}{os.pathsep}{ROOT}",
            "FLET_VIEW_PATH": str(CLIENT),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            SPEECH: str(self.speech),
            SOUND: str(folder / "sound"),
        }

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    def ended(self) -> int:
        return self.process.wait(PATIENCE)


def until(holds: Callable[[], object], what: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, f"waited in vain: {what}"
        time.sleep(0.2)


class Person:
    """The person of the journey, in French: by the names of buttons and links, and by keys."""

    def __init__(self, screen: Desktop) -> None:
        self.screen, self.t = screen, Words("fr")
        (self.service,) = (each for each in load().document["services"] if each["id"] == SERVICE)
        questions = [each for group in self.service["form"]["groups"] for each in group["questions"]]
        self._labels = {each["id"]: self.t.text(each["label"]) for each in questions}

    def label(self, question_id: str) -> str:
        return self._labels[question_id]

    def presses(self, message: str) -> None:
        self.screen.tap(self.t(message))

    def arrives(self) -> None:
        """Choose the language and the voice, and create a profile."""
        self.screen.tap("Français")
        self.presses("When I ask")
        self.presses("Continue")
        self.presses("Create my profile")
        # The summary's entry leads into the field: no other way of a native window does without a mouse.
        self.presses("Create the profile")
        self.screen.tap(f"{self.t('Name of the profile')} – ")
        self.types(NAME)
        self.presses("Create the profile")
        self.screen.see(self.t("Hello, {name}", name=NAME))

    def finds_the_draft(self) -> None:
        """Go from the profiles, after a start, to her field."""
        self.screen.tap(NAME)
        self.screen.tap(self.t("Go on with a draft"))
        self.screen.tap(self.t.text(self.service["name"]))
        self.stands_in("experience_years")
        self.screen.key("shift+Tab", "shift+Tab")  # over the button that says this question
        time.sleep(0.7)

    def types(self, text: str) -> None:
        self.screen.activate()
        time.sleep(0.7)  # a field of Flutter's Linux client takes no keys before
        self.screen.type(text)

    def stands_in(self, question_id: str) -> None:
        """Ask to go on, and follow the summary to a question."""
        self.presses("Continue")
        self.screen.tap(f"{self.label(question_id)} – ")
        self.screen.activate()
        time.sleep(0.7)

    def starts(self, app: App) -> None:
        """Start a request, after its service was listened to."""
        self.presses("Make a request")
        self.screen.tap(self.t.text(self.service["name"]))
        self.presses("Listen")
        until(lambda: app.speech.exists() and "SpeechFinished" in app.speech.read_text(), "the voice")
        self.presses("Start this request")


def test_a_draft_outlives_the_voice_the_closing_and_a_signal(
    screen: Desktop, ministry: Ministry, tmp_path: Path
) -> None:
    app, amina = App(screen, ministry, tmp_path), Person(screen)
    app.start()
    try:
        amina.arrives()
        assert f'"{APP_ID}"' in screen.asked("WM_CLASS")
        assert "minimum size: {} by {}".format(*SMALLEST) in screen.asked("WM_NORMAL_HINTS")
        amina.starts(app)

        # A link to radio buttons leads before the first of them.
        amina.stands_in("level")
        screen.key("Tab", "space")
        amina.stands_in("occupation")
        amina.types(TRADE)
        until(lambda: screen.copied() == TRADE, "the field holds what was typed")
        screen.key("End", "alt+F4")
        assert app.ended() == 0

        app.start()
        amina.finds_the_draft()
        assert screen.copied() == TRADE
        screen.key("End")
        amina.types(MORE)
        until(lambda: screen.copied() == TRADE + MORE, "the field holds what was added")
        app.process.terminate()
        assert app.ended() == 0
        until(lambda: not screen.titles(), "no window stays behind")

        app.start()
        amina.finds_the_draft()
        assert screen.copied() == TRADE + MORE
        app.process.terminate()
        assert app.ended() == 0
        assert " ERROR " not in app.log.read_text(encoding="utf-8")
    finally:
        app.process.kill()
