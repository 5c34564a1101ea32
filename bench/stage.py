"""What the screens are measured on: the ministry, a device for each number of drafts, and a bare Flet app."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, Page

from bench import bare_app, drafts, keys, watching
from bench.device import furnish
from bench.serving import READY
from bench.watching import Typed
from i18n import Words
from ministry.catalogue.loader import load
from services.clock import rfc3339
from services.drafts import DraftRepository
from services.ids import uuid7
from services.models.request import Draft
from tests.contract.filling import filled, typed
from tests.journeys.person import Person
from tests.journeys.process import Process
from tests.journeys.servers import App, Ministry

SERVICE, GROUP, QUESTION = "sick_leave", "employer", "employer_name"
NAME = "Amina"
PAUSE = 400
"""Milliseconds between two taps: a change of pages is drawn for a while after the title is there."""


class Stage:
    """`with Stage(folder, counts) as stage`: the ministry runs; what else is started is the caller's to stop."""

    def __init__(self, folder: Path, counts: Sequence[int]) -> None:
        self._folder = folder
        self._ministry = Ministry(folder, clerk_seconds=1e9)
        self._catalogue = load().document
        self._runs = itertools.count()
        self._homes = {count: folder / f"home-{count}" for count in counts}
        self._written = {count: _furnished(home, count) for count, home in self._homes.items()}

    def __enter__(self) -> Self:
        self._address = self._ministry.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ministry.stop()

    def ours(self, count: int, *, watched: bool = True) -> Ours:
        """Return the app on the device with some drafts.

        One app at a time. `watched` writes down each keystroke, for which it loads a part of the app before its time.
        """
        folder = self._folder / f"run-{next(self._runs)}"
        folder.mkdir()
        app = App(folder, self._address)
        if watched:
            app.arguments[0] = "bench.watched_app"
        app.arguments[app.arguments.index("--home") + 1] = str(self._homes[count])
        app.environment[keys.VARIABLE] = str(folder / "keys")
        return Ours(app, folder / "keys", self._catalogue, self._written[count])

    def bare(self) -> Bare:
        folder = self._folder / f"run-{next(self._runs)}"
        folder.mkdir()
        return Bare(
            Process(["bench.bare_app"], READY, folder / "log", {keys.VARIABLE: str(folder / "keys")}),
            folder / "keys",
        )


class _Program:
    """A program and the window that shows it."""

    def __init__(self, process: Process, heard: Path) -> None:
        self._process = process
        self._heard = heard
        heard.touch()
        self.page: Page | None = None

    def _starts(self, browser: Browser) -> tuple[Page, float]:
        """Open a page, and return when the start began."""
        self.page = watching.new_page(browser)
        began = time.time() * 1000
        address = self._process.start()
        self.page.goto(address, wait_until="commit")
        return self.page, began

    def stop(self) -> None:
        if self.page is not None:
            self.page.context.close()
        self._process.stop()


class Bare(_Program):
    def opens(self, browser: Browser) -> float:
        """Return the milliseconds from the program's start to its page."""
        page, began = self._starts(browser)
        return watching.shows(page, bare_app.TITLES["/"]) - began

    def types(self, text: str) -> tuple[list[Typed], dict[str, float]]:
        """Type; return the keystrokes and when the program heard each text."""
        assert self.page is not None
        self._heard.write_bytes(b"")
        typed = watching.types(self.page, watching.bare_field(self.page), text)
        return typed, keys.read(self._heard)

    def taps(self) -> list[float]:
        """Six page changes."""
        assert self.page is not None
        titles = [*bare_app.TITLES.values()]
        took = []
        for number in range(1, 7):
            took.append(watching.tap(watching.bare_button(self.page), titles[number % 2]))
            self.page.wait_for_timeout(PAUSE)
        return took


class Ours(_Program):
    def __init__(self, process: App, heard: Path, catalogue: dict[str, Any], draft_id: str) -> None:
        super().__init__(process, heard)
        self._catalogue = catalogue
        self._draft_id = draft_id
        self._words = Words("fr")

    def opens(self, browser: Browser) -> float:
        """Return milliseconds from the start to home, the profile picked at once."""
        page, began = self._starts(browser)
        watching.shows(page, self._words("Who is using Qarib?"))
        watching.press(page, NAME)
        return watching.shows(page, self._words("Hello, {name}", name="")) - began

    def types(self, text: str) -> tuple[list[Typed], dict[str, float]]:
        """Type in the request form, measured as by `Bare.types`."""
        person = self._at(GROUP)
        field = person.page.get_by_role("textbox", name=person.question(SERVICE, QUESTION)).first
        self._heard.write_bytes(b"")
        return watching.types(person.page, field, text), keys.read(self._heard)

    def taps(self) -> list[float]:
        """Measure taps through the form; the way back does not count."""
        groups = [each["id"] for each in self._form["groups"]]
        person = self._at(groups[0])
        took = []
        for group in groups[1:]:
            go = person.page.get_by_role("button", name=self._words("Continue"), exact=True)
            took.append(watching.tap(go, person.group(SERVICE, group)))
            person.page.wait_for_timeout(PAUSE)
        return took

    @property
    def _form(self) -> dict[str, Any]:
        services = self._catalogue["services"]
        found: dict[str, Any] = next(each["form"] for each in services if each["id"] == SERVICE)
        return found

    def _at(self, group: str) -> Person:
        """Someone before the questions of a group of the draft."""
        assert self.page is not None
        person = Person(self.page, "fr", self._catalogue)
        origin = self.page.evaluate("location.origin")
        person.open(f"{origin}/drafts/{self._draft_id}/questions/{group}")
        person.at_group(SERVICE, group)
        self.page.wait_for_timeout(1000)
        return person


def _furnished(home: Path, count: int) -> str:
    """Furnish a device with a profile and drafts; return one's id."""
    asyncio.run(furnish(home))
    profile = drafts.profile_with(home, count)
    vault = drafts.profiles(home).open(profile.id)
    written = _answered()
    DraftRepository(vault).save(written)
    vault.close()
    return written.id


def _answered() -> Draft:
    """Return a draft with every answer but the papers."""
    form = next(each["form"] for each in load().document["services"] if each["id"] == SERVICE)
    answers, _ = filled(form, date.today())  # noqa: DTZ011 - the device's own day
    now = rfc3339(drafts.CLOCK.now())
    inputs = {question: typed(value) for question, value in answers.items()}
    return Draft(uuid7(drafts.CLOCK), SERVICE, form["version"], "fr", now, now, inputs, group=GROUP)
