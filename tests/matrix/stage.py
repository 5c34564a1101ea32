"""One worker's own ministry, devices and browser, kept from screen to screen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Playwright

from i18n import LANGUAGES
from ministry.catalogue.loader import load
from screens import routes
from tests.journeys.browser import SECONDS, launch
from tests.journeys.faults import FaultyApp
from tests.journeys.person import Person
from tests.journeys.servers import App, Ministry, free_port
from tests.matrix import seed
from tests.matrix.comfort import Seen, set_comfort
from tests.matrix.screens import BY_NAME, Screen
from tests.matrix.snapshot import View
from tests.matrix.tab import HEIGHT, SCALE, WIDTH, Tab

_NEVER = 1e9
"""Seconds that the demonstration's clerk takes: each case stays where the seed left it."""


@dataclass
class Opened:
    """A device, its app running, before a person."""

    app: App
    tab: Tab
    person: Person
    made: dict[str, str]
    language: str = ""
    screen: Screen | None = None
    seen: Seen = field(default_factory=Seen)


class Stage:
    """`with Stage(playwright, seeded, folder) as stage: stage.show(view)`. Devices start when needed."""

    def __init__(self, playwright: Playwright, seeded: Path, folder: Path) -> None:
        self._folder = folder / "world"
        self._made = seed.copy(seeded, self._folder)
        self._catalogue = load().document
        self._browser = launch(playwright)
        self._ministry = Ministry(self._folder, _NEVER)
        self._address = self._ministry.start()
        self._devices: dict[str, Opened] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        for opened in self._devices.values():
            opened.app.stop()
        self._ministry.stop()

    def show(self, view: View) -> Opened:
        """Show a screen in a phone's window, with the view's comfort."""
        screen = BY_NAME[view.screen]
        opened = self._device(screen.device)
        opened.tab.size()
        if opened.screen is not None and opened.screen.leave is not None:
            opened.screen.leave(opened, opened.person)
            opened.tab.settle()
        opened.screen = screen
        if opened.language != view.language:
            self._speak(opened, view.language)
        set_comfort(opened, view.theme, view.text)
        self._open(opened, screen)
        return opened

    def _open(self, opened: Opened, screen: Screen) -> None:
        route = re.sub(r"{([^}]+)}", lambda found: self._made[found[1]], screen.route)
        if opened.tab.path() == route:
            # Past another address: a screen that is open already would keep what was done on it.
            opened.tab.go(routes.PROFILES if route != routes.PROFILES else routes.WELCOME)
            opened.tab.settle(past=route)
        opened.tab.go(route)
        opened.tab.settle()
        assert opened.tab.path() == route, f"{route} leads to {opened.tab.path()}"
        if screen.act is not None:
            screen.act(opened, opened.person)
            opened.tab.settle()

    def _speak(self, opened: Opened, language: str) -> None:
        opened.person.speaks(language)
        opened.tab.busy = opened.person.t("One moment…")
        opened.tab.go(routes.WELCOME)
        opened.person.press_named(LANGUAGES[language].endonym)
        opened.person.page.wait_for_function(
            "language => document.documentElement.lang.startsWith(language)", arg=language
        )
        opened.tab.settle()
        opened.language = language

    def _device(self, name: str) -> Opened:
        if name not in self._devices:
            self._devices[name] = self._start(name)
        return self._devices[name]

    def _start(self, name: str) -> Opened:
        folder = self._folder / name
        ministry = f"http://127.0.0.1:{free_port()}" if name == seed.OFFLINE else self._address
        app: Any = FaultyApp(folder, ministry) if name == seed.FULL else App(folder, ministry)
        context = self._browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=SCALE,
            locale="fr-DZ",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30 * SECONDS)
        page = context.new_page()
        person = Person(page, "fr", self._catalogue)
        opened = Opened(app, Tab(page), person, self._made)
        address = app.start()
        if name == seed.NEW:
            person.open(address)
        else:
            person.returns(address)
            opened.seen = Seen("light")
        opened.tab.settle()
        return opened
