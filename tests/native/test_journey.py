"""A draft in the native window: the voice is used and the way goes on, and what was typed outlives each end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.appearance import SMALLEST
from app.desktop import APP_ID
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
    """Who goes the way, in French: by the names of buttons and links, and by keys."""

    def __init__(self, screen: Desktop) -> None:
        self.screen, self.t = screen, Words("fr")
        service = load().catalogue.service(SERVICE)
        assert service is not None
        self.service = service

    def label(self, question_id: str) -> str:
        question = self.service.form.question(question_id)
        assert question is not None
        return self.t.text(question.label)

    def presses(self, message: str) -> None:
        self.screen.tap(self.t(message))

    def arrives(self) -> None:
        """Chooses the language and the voice, and creates a profile."""
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
        self.screen.tap(NAME)
        self.screen.see(self.t("Hello, {name}", name=NAME))

    def types(self, text: str) -> None:
        self.screen.activate()
        time.sleep(0.7)  # a field of Flutter's Linux client takes no keys before
        self.screen.type(text)

    def stands_in(self, question_id: str) -> None:
        """Asks to go on, and follows the summary to a question."""
        self.presses("Continue")
        self.screen.tap(f"{self.label(question_id)} – ")
        self.screen.activate()
        time.sleep(0.7)


def test_a_draft_outlives_the_voice_the_closing_and_a_signal(
    screen: Desktop, ministry: Ministry, tmp_path: Path
) -> None:
    app, amina = App(screen, ministry, tmp_path), Person(screen)
    app.start()
    try:
        amina.arrives()
        assert f'"{APP_ID}"' in screen.asked("WM_CLASS")
        assert "minimum size: {} by {}".format(*SMALLEST) in screen.asked("WM_NORMAL_HINTS")
    finally:
        app.process.kill()
