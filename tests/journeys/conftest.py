"""What every journey needs: the real server, the real app, a real browser."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.account import account
from tests.journeys.browser import PHONE, SECONDS, launch
from tests.journeys.person import Person
from tests.journeys.servers import App, Ministry

pytestmark = pytest.mark.journey


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    server = Ministry(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def catalogue() -> dict[str, Any]:
    from ministry.catalogue.loader import load

    return load().document


@pytest.fixture
def console() -> list[str]:
    """What the script of the window says to developers."""
    return []


Motion = Literal["reduce", "no-preference"]


@pytest.fixture
def motion() -> Motion:
    """The wish of the person's system for movement.

    Without movement a journey takes a quarter less of a machine that draws by software; the main journey keeps it.
    """
    return "reduce"


@pytest.fixture
def locale() -> str:
    """What the browser is set to."""
    return "fr-DZ"


@pytest.fixture
def elsewhere() -> list[str]:
    """The addresses that the window asks for and should not."""
    return []


@pytest.fixture
def page(
    browser: Browser, console: list[str], elsewhere: list[str], motion: Motion, locale: str
) -> Iterator[Page]:
    """A window. Whatever is done in it asks nobody but this device."""
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        locale=locale,
        accept_downloads=True,
        reduced_motion=motion,
    )
    context.set_default_timeout(30 * SECONDS)
    opened = context.new_page()
    opened.on("request", lambda request: None if _is_at_home(request.url) else elsewhere.append(request.url))
    opened.on("console", lambda said: console.append(f"{said.type}: {said.text}"))
    opened.on("pageerror", lambda error: console.append(f"uncaught: {error.message}"))
    opened.on("crash", lambda _: console.append("the page crashed"))
    yield opened
    context.close()
    assert elsewhere == []


def _is_at_home(url: str) -> bool:
    """True if this device is asked, and not for a missing font.

    Flutter looks for a font where a glyph is missing and a box is shown.
    """
    return url.startswith(("http://127.0.0.1:", "blob:", "data:")) and "/assets/fonts/noto" not in url


@pytest.fixture
def app(tmp_path: Path, ministry: Ministry) -> Iterator[App]:
    program = App(tmp_path, f"http://127.0.0.1:{ministry.port}")
    yield program
    program.stop()


@pytest.fixture
def person(page: Page, catalogue: dict[str, Any]) -> Callable[[str], Person]:
    return lambda language: Person(page, language, catalogue)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and report.failed:
        report.sections.extend(account(item.funcargs))
    return report


def healthy(ministry: Ministry) -> bool:
    return httpx.get(f"http://127.0.0.1:{ministry.port}/healthz").is_success
