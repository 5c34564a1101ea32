"""A window of a real browser: finds what assistive technology finds, by role and name.

Names come from the catalogues of words and from the ministry's catalogue of services, in the language of the
journey, so a test says what is done and not how it is worded.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from i18n import Words

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
PATIENCE = 30
"""Seconds to wait for something to show: two cores may be busy with other tests."""


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


def plain(text: str) -> str:
    """Remove the marks of direction, which a screen reader does not say."""
    return re.sub("[\u2066-\u2069]", "", text)


def named(name: str, start: bool = False) -> re.Pattern[str]:
    """Match a name or a part of one, however its spaces are.

    Browsers make plain ones of all.
    """
    marks = "[\u2066-\u2069]*"
    pieces = re.findall(r"\w+|\s+|[^\w\s]+", plain(name).strip())
    words = [r"\s+" if piece.isspace() else re.escape(piece) for piece in pieces]
    return re.compile((f"^{marks}" if start else "") + marks.join(words))


class Window:
    """What is seen and done on one screen."""

    def __init__(self, page: Page, language: str, catalogue: dict[str, Any]) -> None:
        self.page = page
        self.t = Words(language)
        self.language = language
        self.catalogue = catalogue

    def speaks(self, language: str) -> None:
        """Read the app in this language from now on."""
        self.language, self.t = language, Words(language)

    # Looking

    def heading(self, name: str, timeout: float = PATIENCE) -> Locator:
        """Wait for the title of the screen."""
        found = self.page.get_by_role("heading", level=1, name=named(name, start=True))
        expect(found).to_be_attached(timeout=timeout * SECONDS)
        return found

    def sees(self, *words: str, timeout: float = PATIENCE) -> Locator:
        """Wait until one of these is seen, or in a name."""
        said = re.compile("|".join(named(each).pattern for each in words))
        found = self.page.get_by_text(said).or_(self.page.get_by_label(said)).first
        expect(found).to_be_attached(timeout=timeout * SECONDS)
        return found

    def does_not_see(self, words: str) -> None:
        """Wait until these words are gone."""
        expect(self.page.get_by_text(named(words))).to_have_count(0, timeout=PATIENCE * SECONDS)

    def is_told_to_correct(self, question: str, advice: str) -> None:
        """Find the advice in the question's name and in the summary."""
        name = re.compile(f"{named(question, start=True).pattern}.*{named(advice).pattern}", re.DOTALL)
        field = self.page.get_by_role("textbox", name=name).or_(self.page.get_by_role("group", name=name))
        expect(field).to_have_count(1, timeout=PATIENCE * SECONDS)
        self.sees(f"{question} – {advice}")

    def finds(self, question: str, text: str) -> None:
        """Check that the field holds this, and nothing else."""
        self._holds(self.page.get_by_role("textbox", name=named(question, start=True)).first, text)

    def finds_date(self, question: str, day: str, month: str, year: str) -> None:
        group = self.page.get_by_role("group", name=named(question, start=True)).first
        for label, text in ((self.t("Day"), day), (self.t("Month"), month), (self.t("Year"), year)):
            self._holds(group.get_by_role("textbox", name=label), text)

    def finds_chosen(self, question: str, answer: str) -> None:
        group = self.page.get_by_role("group", name=named(question, start=True)).first
        choice = group.get_by_role("radio", name=named(answer, start=True)).first
        expect(choice).to_be_checked(timeout=PATIENCE * SECONDS)

    def finds_kept(self, file: str) -> None:
        """Check that a document of this name is attached, once."""
        expect(self._kept(file)).to_have_count(1, timeout=PATIENCE * SECONDS)

    def value(self, question: str) -> str:
        """Return the text of a field that is not empty."""
        field = self.page.get_by_role("textbox", name=named(question, start=True)).first
        self._use(field)
        expect(field).not_to_have_value("", timeout=PATIENCE * SECONDS)
        return field.input_value()

    def all_words(self) -> str:
        """Everything that a screen reader could say of the screen."""
        return plain(self.page.locator("body").aria_snapshot())

    # Acting

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector("flt-semantics", state="attached", timeout=60 * SECONDS)

    def loads_again(self) -> None:
        """Load the page again by the browser's button."""
        self.page.reload()
        self.page.wait_for_selector("flt-semantics", state="attached", timeout=60 * SECONDS)

    def turns_to(self) -> None:
        """Bring the window before the others."""
        self.page.bring_to_front()

    def press(self, message: str, *, exact: bool = False, **values: object) -> None:
        """Press the button that bears a message of the app."""
        self.press_named(self.t(message, **values), exact=exact)

    def press_named(self, name: str, *, exact: bool = False) -> None:
        """Press a button by its name in the language of the journey."""
        pattern: str | re.Pattern[str] = name if exact else named(name)
        self._use(self.page.get_by_role("button", name=pattern, exact=exact).first)

    def write(self, question: str, text: str) -> None:
        """Type into a field, key by key, replacing what it holds."""
        self._type(self.page.get_by_role("textbox", name=named(question, start=True)).first, text)

    def write_date(self, question: str, day: str, month: str, year: str) -> None:
        group = self.page.get_by_role("group", name=named(question, start=True)).first
        for label, text in ((self.t("Day"), day), (self.t("Month"), month), (self.t("Year"), year)):
            self._type(group.get_by_role("textbox", name=label), text)

    def choose(self, question: str, answer: str) -> None:
        """Choose among radio buttons; the first whose name begins so."""
        group = self.page.get_by_role("group", name=named(question, start=True)).first
        choice = group.get_by_role("radio", name=named(answer, start=True)).first
        self._use(choice)
        expect(choice).to_be_checked(timeout=PATIENCE * SECONDS)

    def choose_place(self, part: str, letters: str, name: str) -> None:
        """Choose a wilaya or a commune by letters; the focus stays there."""
        self.write(part, letters)
        self.press_named(name)
        change = self.page.get_by_role("button", name=named(self.t("Change: {what}", what=part)))
        expect(change).to_be_focused(timeout=PATIENCE * SECONDS)

    def offer(self, paper: str, file: Path) -> None:
        """Choose a file for a paper, whatever comes of it."""
        with self.page.expect_file_chooser() as chooser:
            self.press("Choose a file: {paper}", paper=paper)
        chooser.value.set_files(str(file))

    def attach(self, paper: str, file: Path) -> None:
        """Choose a file for a paper and wait until it is kept."""
        count = self._kept(file.name).count()
        self.offer(paper, file)
        expect(self._kept(file.name)).to_have_count(count + 1, timeout=PATIENCE * SECONDS)

    def attach_kept(self, paper: str, name: str) -> None:
        """Use a document again that was attached elsewhere."""
        count = self._kept(name).count()
        self.press("Use a document kept here: {paper}", paper=paper)
        self._use(self.page.get_by_role("button", name=named(name, start=True)).first)
        expect(self._kept(name)).to_have_count(count + 1, timeout=PATIENCE * SECONDS)

    def _type(self, field: Locator, text: str) -> None:
        """Type, and once more where news took the focus meanwhile.

        It does on a busy machine after it is on the screen.
        """
        for _ in range(2):
            self._use(field)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.press("Delete")
            self.page.keyboard.type(text, delay=10)
            if field.and_(self.page.locator(":focus")).count() or not field.count():
                return  # Typed; or what was typed led elsewhere.

    def _holds(self, field: Locator, text: str) -> None:
        # Flutter tells the page what a field holds once it has the focus.
        self._use(field)
        expect(field).to_have_value(text, timeout=PATIENCE * SECONDS)

    def _kept(self, name: str) -> Locator:
        """Return the buttons that remove files of this name."""
        removal = self.t("Remove: {what}", what="|").split("|")[0]
        stem, _, ending = name.rpartition(".")
        first, last = named(f"{removal} {stem}", start=True), named(f".{ending}")
        numbered = re.compile(rf"{first.pattern}(?:\s\(\d+\))?{last.pattern}")
        return self.page.get_by_role("button", name=numbered)

    def _use(self, target: Locator) -> None:
        """Activate as assistive technology does: by the node, not a place."""
        expect(target).to_be_attached(timeout=PATIENCE * SECONDS)
        if target.evaluate("node => ['INPUT', 'TEXTAREA'].includes(node.tagName)"):
            target.focus()
            expect(target).to_be_focused()
            self._breathes()
        else:
            target.dispatch_event("click")

    def _breathes(self) -> None:
        """Wait a moment, as a hand does between two fields."""
        self.page.evaluate("new Promise(go => requestAnimationFrame(() => setTimeout(go, 100)))")

    # What the ministry's catalogue calls things

    def service(self, service_id: str) -> dict[str, Any]:
        found: dict[str, Any] = next(item for item in self.catalogue["services"] if item["id"] == service_id)
        return found

    def name(self, text: dict[str, str]) -> str:
        return self.t.text(text)

    def question(self, service_id: str, question_id: str) -> str:
        return self.name(self._question(service_id, question_id)["label"])

    def option(self, service_id: str, question_id: str, value: str) -> str:
        options = self._question(service_id, question_id)["options"]
        return self.name(next(option["label"] for option in options if option["value"] == value))

    def group(self, service_id: str, group_id: str) -> str:
        groups = self.service(service_id)["form"]["groups"]
        return self.name(next(group["title"] for group in groups if group["id"] == group_id))

    def _question(self, service_id: str, question_id: str) -> dict[str, Any]:
        groups = self.service(service_id)["form"]["groups"]
        found: dict[str, Any] = next(
            question for group in groups for question in group["questions"] if question["id"] == question_id
        )
        return found
