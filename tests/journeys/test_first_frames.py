"""The way from before the first frame to home: nobody else is asked, no error is logged, no letter is a box.

Flutter tells of a glyph that no loaded font has: it asks for a Noto font, or says that it knows none that has it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.journeys.person import Person
from tests.journeys.servers import App

pytestmark = pytest.mark.journey

OF_THE_BROWSER = "[.WebGL-"
"""How its graphics driver begins what it says, of software that draws."""


def complaints(console: list[str]) -> list[str]:
    return [
        said for said in console if not said.startswith(("debug: ", "log: ", f"warning: {OF_THE_BROWSER}"))
    ]


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("ar", "ar-DZ"),
        ("fr", "fr-DZ"),
        pytest.param("kab", "kab", marks=pytest.mark.heavy),
        pytest.param("en", "en-GB", marks=pytest.mark.heavy),
    ],
)
def test_the_way_to_home(
    app: App, person: Callable[[str], Person], console: list[str], elsewhere: list[str], language: str
) -> None:
    someone = person(language)
    someone.arrives(app.start())
    for _ in range(3):  # Loaded again, home and its words are there before the theme with its fonts is.
        someone.loads_again()
    assert complaints(console) == []
    assert elsewhere == []


def test_fonts_that_come_late_are_waited_for(
    app: App, person: Callable[[str], Person], elsewhere: list[str], page: Page
) -> None:
    # One bar of network: words drawn before their font is there would be boxes, and another font asked for.
    def comes_late(route: Route) -> None:
        page.wait_for_timeout(1500)
        route.continue_()

    page.route("**/fonts/*.ttf", comes_late)
    person("ar").arrives(app.start())
    assert elsewhere == []


def test_a_letter_of_no_font_is_noticed(
    app: App, person: Callable[[str], Person], console: list[str], elsewhere: list[str], page: Page
) -> None:
    # The control of what every journey asks at its end.
    person("fr").arrives(app.start(), name="Amina \u6797")
    page.context.close()
    assert [said for said in complaints(console) if "Noto" in said or "404" in said]
    assert [address for address in elsewhere if "/assets/fonts/noto" in address]
    elsewhere.clear()
