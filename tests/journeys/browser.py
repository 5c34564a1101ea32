"""A person at a real browser: finds what assistive technology finds, by role and name."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Playwright, expect

CHROMIUM = os.environ.get("QARIB_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-gl=swiftshader",
    "--enable-unsafe-swiftshader",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 412, "height": 915}
DESKTOP = {"width": 1280, "height": 900}
SECONDS = 1000


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


class Person:
    """What someone does at the app. Names are the words on the screen, in the language of the journey."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector("flt-semantics", state="attached", timeout=60 * SECONDS)

    def heading(self, name: str, timeout: float = 20) -> Locator:
        """The title of the screen; waits until it is there."""
        found = self.page.get_by_role("heading", level=1, name=name)
        expect(found).to_be_attached(timeout=timeout * SECONDS)
        return found

    def sees(self, words: str, timeout: float = 20) -> Locator:
        """Waits until these words are on the screen, as text or in the name of something."""
        said = re.compile(re.escape(words))
        found = self.page.get_by_text(said).or_(self.page.get_by_label(said)).first
        expect(found).to_be_attached(timeout=timeout * SECONDS)
        return found

    def press(self, name: str, *, exact: bool = False) -> None:
        """Press a button, by its whole name or a part of it."""
        self._use(self.page.get_by_role("button", name=name, exact=exact).first)

    def write(self, question: str, text: str) -> None:
        """Type into the field of a question, key by key."""
        field = self.page.get_by_role("textbox", name=question).first
        self._use(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text, delay=15)

    def write_date(self, question: str, day: str, month: str, year: str, labels: tuple[str, str, str]) -> None:
        group = self.page.get_by_role("group", name=question)
        for label, text in zip(labels, (day, month, year), strict=True):
            self._use(group.get_by_role("textbox", name=label))
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text, delay=15)

    def choose(self, question: str, answer: str) -> None:
        self._use(self.page.get_by_role("group", name=question).get_by_role("radio", name=answer))

    def attach(self, button: str, *files: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.press(button)
        chooser.value.set_files([str(file) for file in files])

    def _use(self, target: Locator) -> None:
        expect(target).to_be_attached(timeout=20 * SECONDS)
        target.scroll_into_view_if_needed()
        target.click()
