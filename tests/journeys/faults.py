"""The app with faults in it, of the kind that nobody expects."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.servers import App

VARIABLE = "QARIB_TEST_FAULT"
"""The environment's variable with the file that names what fails; `faulty_app` looks into it."""

PRESSING = "check_all"
"""What is called when a button is pressed."""
TYPING = "write"
"""What is called at every keystroke."""
RENDERING = "review"
"""What is called while a screen is rendered."""
LOADING = "open"
"""What is called when a screen loads what it shows."""


class FaultyApp(App):
    """The app, whose actions can be made to fail while it runs."""

    def __init__(self, folder: Path, ministry: str) -> None:
        super().__init__(folder, ministry)
        self._fault = folder / "fault"
        self.arguments[0] = "tests.journeys.faulty_app"
        self.environment[VARIABLE] = str(self._fault)

    def breaks(self, action: str) -> None:
        self._fault.write_text(action, encoding="utf-8")

    def mend(self) -> None:
        self._fault.unlink()
