"""The page that checks a seal, in a real browser: WCAG 2.2 AA by axe, and where the focus is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, sync_playwright

from ministry.letters.seal import Standing
from ministry.letters.seal_page import seal_page
from tests.journeys.browser import CHROMIUM

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=["light", "dark"])
def context(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    opened = browser.new_context(color_scheme=request.param, viewport={"width": 320, "height": 640})
    yield opened
    opened.close()


@pytest.fixture
def page(context: Any) -> Iterator[Page]:
    # A new one for each test: a document sets the focus once.
    opened = context.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("said", [None, *Standing, "nothing"])
def test_it_has_no_fault_that_axe_finds(page: Page, language: str, said: Any) -> None:
    page.set_content(seal_page(language, said))
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if said is not None:
        assert page.evaluate("document.activeElement.className") == f"said {said}"


def test_all_of_it_is_reached_by_keys(page: Page) -> None:
    page.set_content(seal_page("fr"))
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.tagName"))
        box = page.evaluate(
            "(({width, height}) => [width, height])(document.activeElement.getBoundingClientRect())"
        )
        assert min(box) >= 24
    assert reached == ["A", "INPUT", "BUTTON"]
