"""A person with a keyboard and nothing else: Tab, arrows, Space, Enter, Escape and typing.

What has the focus is looked for by its role and name, as `Person` does it, and reached by pressing Tab until it
has it. Nothing is clicked, and the focus is set by nothing but keys.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.journeys.browser import PATIENCE, SECONDS, named
from tests.journeys.person import Person

_ROUND = 60
"""Presses of Tab after which a whole screen was gone round."""
_FOCUS = """() => {
  const at = document.activeElement;
  const isOurs = at.id === 'skip' || at.closest('flt-semantics-host');
  return {lost: !isOurs, id: (at.closest('[id^=flt-semantic-node]') || at).id};
}"""
_LAST = """() => document.activeElement ===
  [...document.querySelectorAll('flt-semantics-host [tabindex="0"]')].at(-1)"""
"""After the last control the browser has its own, then the page begins with the way past the bar."""


class FocusLostError(AssertionError):
    """The focus fell to the page itself."""


class Keys(Person):
    """The same steps as a `Person`, taken by keys."""

    def press_key(self, key: str) -> None:
        self.page.keyboard.press(key)

    def enters(self) -> None:
        """Press Enter in a field, and stay there."""
        field = self._at()
        self.press_key("Enter")
        self._breathes()
        assert self._at() == field

    def is_at_title(self) -> None:
        """Check that the screen's title has the focus: Tab goes on there."""
        expect(self.page.get_by_role("heading", level=1).first).to_be_focused(timeout=PATIENCE * SECONDS)

    def heading(self, name: str, timeout: float = PATIENCE) -> Locator:
        found = super().heading(name, timeout)
        self.is_at_title()
        return found

    def reaches(self, target: Locator, key: str = "Tab") -> None:
        """Press Tab until it has the focus, which is never lost."""
        expect(target).to_be_attached(timeout=PATIENCE * SECONDS)
        for _ in range(_ROUND):
            if self._is_at(target):
                return
            self._moves_by(key)
        raise AssertionError(f"not reached by {key}: {target}")

    def _moves_by(self, key: str) -> None:
        """Press a key that moves the focus.

        Again where it left the page at its end.
        """
        before, is_last = self._at(), key == "Tab" and self.page.evaluate(_LAST)
        self.press_key(key)
        if is_last and self.page.evaluate(_FOCUS)["lost"]:
            self.press_key(key)
        self._moved_from(before)

    def _is_at(self, target: Locator) -> bool:
        return bool(target.evaluate("node => node === document.activeElement"))

    def _at(self) -> str:
        return str(self.page.evaluate(_FOCUS)["id"])

    def _moved_from(self, before: str) -> None:
        for _ in range(PATIENCE * 50):
            now: dict[str, Any] = self.page.evaluate(_FOCUS)
            if not now["lost"] and now["id"] != before:
                return
            self.page.wait_for_timeout(20)
        raise FocusLostError(self.page.evaluate(_FOCUS))

    # What `Person` does with nodes, done with keys

    def _use(self, target: Locator) -> None:
        self.reaches(target)
        if not target.evaluate("node => ['INPUT', 'TEXTAREA'].includes(node.tagName)"):
            self.press_key("Space" if target.get_attribute("role") in ("radio", "checkbox") else "Enter")

    def choose(self, question: str, answer: str) -> None:
        group = self.page.get_by_role("group", name=named(question, start=True)).first
        radios = group.get_by_role("radio")
        wanted = group.get_by_role("radio", name=named(answer, start=True)).first
        expect(wanted).to_be_attached(timeout=PATIENCE * SECONDS)
        self._reaches_one_of(radios)
        for _ in range(radios.count()):
            if self._is_at(wanted):
                break
            before = self._at()
            self.press_key("ArrowDown")
            self._moved_from(before)
        self.press_key("Space")
        expect(wanted).to_be_checked(timeout=PATIENCE * SECONDS)

    def is_within(self, question: str) -> None:
        """Wait until the focus is in a question's group, for keys."""
        group = self.page.get_by_role("group", name=named(question, start=True)).first
        within = group.locator(":focus")
        expect(within).to_have_count(1, timeout=PATIENCE * SECONDS)

    def _reaches_one_of(self, radios: Locator) -> None:
        for _ in range(_ROUND):
            if radios.evaluate_all("all => all.includes(document.activeElement)"):
                return
            self._moves_by("Tab")
        raise AssertionError(f"not reached: {radios}")

    def offer(self, paper: str, file: Path) -> None:
        button = self.page.get_by_role(
            "button", name=named(self.t("Choose a file: {paper}", paper=paper))
        ).first
        self.reaches(button)
        with self.page.expect_file_chooser() as chooser:
            self.press_key("Enter")
        chooser.value.set_files(str(file))

    def attach(self, paper: str, file: Path) -> None:
        super().attach(paper, file)
        self._is_led_on(paper)

    def attach_kept(self, paper: str, name: str) -> None:
        super().attach_kept(paper, name)
        self._is_led_on(paper)

    def _is_led_on(self, paper: str) -> None:
        """Wait until the focus is where one goes on after attaching."""
        more = self.page.get_by_role("button", name=named(self.t("Add a page: {paper}", paper=paper)))
        full = self.page.locator(":focus", has_text=named(self.t("No more files fit here.")))
        onward = self.page.locator(":focus").and_(more).or_(full)
        expect(onward).to_have_count(1, timeout=PATIENCE * SECONDS)

    def goes_to(self, message: str) -> None:
        """Press Tab until the button with a message has the focus."""
        self.reaches(self.page.get_by_role("button", name=named(self.t(message))).first)

    def stands_at(self, name: str) -> None:
        """Wait until what has the focus bears this name."""
        pattern = re.compile(named(name).pattern)
        for _ in range(PATIENCE * 20):
            said = self.page.evaluate(
                "() => document.activeElement.ariaLabel || document.activeElement.textContent"
            )
            if pattern.search(said):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{said!r} has the focus, not {name!r}")
