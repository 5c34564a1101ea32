"""A person at a real browser: whole steps of their way, from screen to screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from i18n import LANGUAGES
from services.models.comfort import TEXT_SIZES
from tests.journeys.browser import PATIENCE, SECONDS, Window, named, plain


class Person(Window):
    """What someone does at the app."""

    def comforts(self, text_size: int = 100, contrast: str = "") -> None:
        """Choose the size of the text in per cent, and a contrast."""
        for size in (size for size in TEXT_SIZES if 100 < size <= text_size):
            self.press("Larger")
            self.sees(self.t.percent(size))
        if contrast:
            self.choose(self.t("Colours"), self.t(contrast))

    def arrives(self, address: str, name: str = "Amina", text_size: int = 100, contrast: str = "") -> None:
        """Choose the language and the comfort, and create a profile."""
        self.open(address)
        self.press_named(LANGUAGES[self.language].endonym)
        self.heading(self.t("Display and voice"))
        self.comforts(text_size, contrast)
        self.press("Continue")
        self.heading(self.t("Welcome to Qarib"))
        self.press("Create my profile")
        self.heading(self.t("Create a profile"))
        self.write(self.t("Name of the profile"), name)
        self.press("Create the profile")
        self.heading(self.t("Hello, {name}", name=name))

    def returns(self, address: str, name: str = "Amina") -> None:
        """Open the app and the profile that is on the device."""
        self.open(address)
        self.heading(self.t("Who is using Qarib?"))
        self.press_named(name)
        self.heading(self.t("Hello, {name}", name=""))

    def goes_home(self) -> None:
        """Go to the first of the places."""
        self.press("Home", exact=True)
        self.heading(self.t("Hello, {name}", name=""))

    def goes_to_requests(self) -> None:
        self.press("Requests")
        self.heading(self.t("My requests"))

    def reference(self, timeout: float = PATIENCE) -> str:
        """Return the reference of the shown request, once it arrived."""
        # It is said sign by sign, in groups.
        signs = re.compile("(?:[A-Z0-9] ){3}[A-Z0-9], (?:[A-Z0-9] ){3}[A-Z0-9]")
        shown = self.page.get_by_text(signs).or_(self.page.get_by_label(signs)).first
        expect(shown).to_be_attached(timeout=timeout * SECONDS)
        said = signs.search(plain(shown.get_attribute("aria-label") or shown.text_content() or ""))
        assert said is not None
        return "-".join("".join(group.split()) for group in said[0].split(","))

    def signs_in(self, demo: dict[str, str]) -> None:
        """Sign in from the home screen."""
        self.press("Sign in")
        self.heading(self.t("Sign in"))
        self.enters_code(demo)
        self.sees(self.t("You are signed in."))

    def enters_code(self, demo: dict[str, str]) -> None:
        self.write(self.t("Social security number"), demo["number"])
        self.press("Send me a code")
        self.heading(self.t("Enter the code"))
        self.write(self.t("Code"), demo["code"])
        self.press("Sign in", exact=True)

    def starts(self, service_id: str) -> None:
        """Go from home to the first question of a request."""
        service = self.service(service_id)
        self.press("Make a request")
        self.heading(self.t("Services"))
        self.press_named(self.name(service["name"]))
        self.heading(self.name(service["name"]))
        self.press("Start this request")
        self.at_group(service_id, service["form"]["groups"][0]["id"])

    def at_group(self, service_id: str, group_id: str) -> None:
        self.heading(self.group(service_id, group_id))

    def goes_on(self) -> None:
        self.press("Continue", exact=True)

    def declares(self) -> None:
        """Tick the declaration of the review."""
        said = self.t("I declare on my honour that the information in this request is true.")
        box = self.page.get_by_role("checkbox", name=named(said)).first
        self._use(box)
        expect(box).to_be_checked(timeout=PATIENCE * SECONDS)

    def sends(self) -> None:
        """Declare and send from the review, and go on to the request."""
        self.declares()
        self.press("Send the request")
        self.follows()

    def follows(self) -> None:
        """Go from what is shown right after sending to the request."""
        self.heading(self.t("Thank you, your request is complete"))
        self.press("Follow this request")
        self.leaves(self.t("Thank you, your request is complete"))

    def _is_open(self, question: dict[str, Any]) -> bool:
        """True if a text question shows that is not filled in."""
        field = named(self.name(question["label"]), start=True)
        return not question.get("purpose") and self.page.get_by_role("textbox", name=field).count() > 0

    def _is_asked(self, paper: str) -> bool:
        button = named(self.t("Choose a file: {paper}", paper=paper), start=True)
        return self.page.get_by_role("button", name=button).count() > 0

    def press_later(self, message: str) -> None:
        """Wait until a button is there, without pressing it."""
        expect(self.page.get_by_role("button", name=named(self.t(message))).first).to_be_attached(
            timeout=PATIENCE * SECONDS
        )

    def title(self) -> str:
        """Return the title of the screen that shows now."""
        heading = self.page.get_by_role("heading", level=1).first
        expect(heading).to_be_attached(timeout=PATIENCE * SECONDS)
        return plain(heading.text_content() or "")

    def leaves(self, title: str) -> None:
        """Wait until another screen shows."""
        heading = self.page.get_by_role("heading", level=1, name=named(title, start=True))
        expect(heading).to_have_count(0, timeout=PATIENCE * SECONDS)

    def answer_group(self, service_id: str, group: dict[str, Any], paper: Path) -> None:
        """Answer what shows and is open with the first fit."""
        for question in group["questions"]:
            label = self.name(question["label"])
            kind = question["type"]
            if kind in ("one_of", "yes_no"):
                box = self.page.get_by_role("group", name=named(label, start=True))
                if box.count():
                    radios = box.first.get_by_role("radio")
                    self._use(radios.first if kind == "one_of" else radios.last)
                    self.page.wait_for_timeout(400)
            elif kind == "date":
                box = self.page.get_by_role("group", name=named(label, start=True))
                if box.count() and not question.get("purpose"):
                    self.write_date(label, "10", "11", "2026")
            elif kind == "paper":
                if question.get("required", True) and self._is_asked(label):
                    self.attach(label, paper)
            elif kind in ("text", "long_text", "number") and self._is_open(question):
                example = question.get("example")
                self.write(label, self.name(example) if example else "Larbaâ Nath Irathen")
