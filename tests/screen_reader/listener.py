"""A person who hears the app and has no pointer: real keys, and what the screen reader says of each."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import CDPSession, Page, Playwright

from tests.journeys.browser import ARGUMENTS, CHROMIUM, SECONDS, named
from tests.journeys.person import Person
from tests.screen_reader.heard import PATIENCE, Heard, NotHeardError, normal
from tests.screen_reader.rig import Rig

_STEPS = 60
"""Keys to press before something counts as out of reach."""
_SETTLE = 3.0
"""Seconds that the focus may take to move on after a key."""
_SPOKEN_WITHIN = 15.0
"""Seconds in which the screen reader says what has the focus."""
_FEW_MISSED = 6
_CHROMIUM = (
    *ARGUMENTS,
    "--force-renderer-accessibility",
    "--window-size=700,980",
    "--window-position=0,0",
)
_PREFERENCES = {"translate": {"enabled": False}}
"""The offer to translate a page takes the focus and the screen reader's word."""


@contextmanager
def headed_browser(playwright: Playwright, rig: Rig) -> Iterator[Page]:
    """Open a page in a window on the rig's display."""
    with TemporaryDirectory() as profile:
        preferences = Path(profile, "Default", "Preferences")
        preferences.parent.mkdir()
        preferences.write_text(json.dumps(_PREFERENCES))
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            headless=False,
            args=_CHROMIUM,
            env=dict(rig.environment),
            no_viewport=True,
            locale="fr-DZ",
        )
        try:
            context.set_default_timeout(PATIENCE * SECONDS)
            yield context.pages[0]
        finally:
            context.close()


@dataclass(frozen=True)
class Focused:
    """What has the focus, as assistive technology sees it."""

    role: str
    name: str
    node: int


class Listener:
    """A person who goes through the app by keys alone. Names are those of `person`, in the language of the journey."""

    def __init__(self, person: Person, rig: Rig) -> None:
        self.person = person
        self.rig = rig
        self.missed: list[str] = []
        """Titles that had the focus and were said only at a second visit."""
        self._session: CDPSession = person.page.context.new_cdp_session(person.page)

    @property
    def heard(self) -> Heard:
        return self.rig.heard

    def opens(self, address: str) -> None:
        """Open an address by the address bar, as a person does."""
        self.rig.focus_browser()
        self.rig.press("ctrl+l")
        self.rig.type(address, delay=10)
        self.rig.press("Return")
        self.person.page.wait_for_selector("flt-semantics", state="attached", timeout=60 * SECONDS)

    # Where the focus is

    def focused(self) -> Focused:
        """Return the role and name of what has the focus."""
        element = self._session.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        if "objectId" not in element:
            return Focused("", "", 0)
        tree = self._session.send(
            "Accessibility.getPartialAXTree", {"objectId": element["objectId"], "fetchRelatives": False}
        )
        node: dict[str, Any] = tree["nodes"][0]
        return Focused(
            node.get("role", {}).get("value", ""),
            normal(node.get("name", {}).get("value", "")),
            int(node.get("backendDOMNodeId", 0)),
        )

    def reaches(self, role: str, name: str, key: str = "Tab") -> Focused:
        """Press a key until this role and name has the focus."""
        wanted = re.compile(named(normal(name), start=True).pattern)
        passed: list[str] = []
        for _ in range(_STEPS):
            at = self.focused()
            if at.role == role and wanted.match(at.name):
                return at
            passed.append(f"{at.role} {at.name!r}")
            self._presses_on(key, at)
        raise AssertionError(f"{key} does not reach {role} {name!r}; it met:\n  " + "\n  ".join(passed))

    # What is done

    def presses(self, name: str, key: str = "Tab") -> int:
        """Go to a button and press it; return the mark."""
        self.reaches("button", name, key)
        mark = self.pauses()
        self.rig.press("Return")
        return mark

    def writes(self, question: str, text: str, key: str = "Tab") -> int:
        """Type in a field; return the mark before it was reached."""
        mark, before = self.pauses(), self.focused()
        if self.reaches("textbox", question, key) != before:
            # The screen reader has to know that it is in a field before keys are text to it.
            self.heard.expect("entry", since=mark)
        self.pauses()
        self.rig.press("ctrl+a")
        self.rig.type(text)
        field = "document.activeElement.value"
        self.waits_for(lambda: self.person.page.evaluate(field) == text, f"{text!r} in {question!r}")
        return mark

    def writes_date(self, question: str, day: str, month: str, year: str) -> int:
        t = self.person.t
        mark = self.pauses()
        self.enters_group(question, "textbox", t("Day"))
        for label, text in ((t("Day"), day), (t("Month"), month), (t("Year"), year)):
            self.writes(label, text)
        return mark

    def chooses(self, question: str, answer: str) -> int:
        """Go to the question's group, down to the answer, and take it."""
        mark = self.pauses()
        self.enters_group(question, "radio")
        self.reaches("radio", answer, "Down")
        self.rig.press("space")
        checked = "document.activeElement.getAttribute('aria-checked') === 'true'"
        self.waits_for(lambda: bool(self.person.page.evaluate(checked)), f"{answer!r} to be chosen")
        return mark

    def enters_group(self, question: str, role: str, name: str = "") -> Focused:
        """Tab until the focus is within the group that bears the question."""
        wanted = re.compile(named(normal(question), start=True).pattern)
        group = "document.activeElement.closest('[role=group][aria-label]')?.ariaLabel ?? ''"
        for _ in range(_STEPS):
            at = self.focused()
            if at.role == role and wanted.match(normal(self.person.page.evaluate(group))):
                return self.reaches(role, name) if name else at
            self._presses_on("Tab", at)
        raise AssertionError(f"Tab does not reach the group {question!r}")

    def attaches(self, paper: str, file: Path) -> int:
        """Choose a file for a paper and wait until it is kept."""
        choose = self.person.t("Choose a file: {paper}", paper=paper)
        self.reaches("button", choose)
        mark = self.pauses()
        with self.person.page.expect_file_chooser() as chooser:
            self.rig.press("Return")
        chooser.value.set_files(str(file))
        self.person.finds_kept(file.name)
        return mark

    def pauses(self) -> int:
        """Listen to the end of the speech; return the mark."""
        self.heard.falls_silent(0.8)
        return self.heard.mark()

    def waits_for(self, holds: Callable[[], bool], what: str = "it", within: float = PATIENCE) -> None:
        deadline = time.monotonic() + within
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain for {what}; focus: {self.focused()}")
            self.person.page.wait_for_timeout(50)

    # What is heard

    def hears_screen(self, title: str, since: int) -> int:
        """Hear the new screen's title, which has the focus, once.

        As a heading. Orca 43 stays silent where what had the focus is gone before the news of the new focus is read.
        Its person then goes on and back, as here; more than `_FEW_MISSED` of these are a fault of the app.
        """
        self.person.heading(title)
        try:
            mark = self.heard.expect(title, "heading level 1", since=since, within=_SPOKEN_WITHIN)
        except NotHeardError:
            at = self.focused()
            if (
                at.role != "heading"
                or not at.name.startswith(normal(title))
                or len(self.missed) >= _FEW_MISSED
            ):
                raise
            self.missed.append(title)
            for key in ("Tab", "shift+Tab"):
                self._presses_on(key, self.focused())
            mark = self.heard.expect(title, "heading level 1", since=since)
        self.pauses()
        said = self.heard.since(since)
        # A title may go on with how far one is, in sentences of its own.
        times = len(re.findall(f"{re.escape(normal(title))}.*?heading level 1", " ".join(said)))
        assert times == 1, said
        return mark

    def hears_once(self, words: str, since: int) -> int:
        """Hear these words once, and once only."""
        mark = self.heard.expect(words, since=since)
        self.pauses()
        assert self.heard.count(words, since) == 1, self.heard.since(since)
        return mark

    def _presses_on(self, key: str, at: Focused) -> None:
        """Press a key and wait until the focus has moved, or cannot."""
        self.rig.press(key)
        deadline = time.monotonic() + _SETTLE
        while self.focused().node == at.node and time.monotonic() < deadline:
            self.person.page.wait_for_timeout(30)
