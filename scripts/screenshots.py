"""`make screenshots`: pictures of the running app, in Arabic and French, phone and desktop.

Those of the README go to docs/screenshots; `--all DIR` takes those of the whole way of a request. Every screen in every
way is `make pictures`. Nothing in them is of a real person.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ministry.catalogue.loader import load  # noqa: E402
from tests.journeys.browser import DESKTOP, PHONE, SECONDS, launch  # noqa: E402
from tests.journeys.papers import photograph  # noqa: E402
from tests.journeys.person import Person  # noqa: E402
from tests.journeys.servers import App, Ministry  # noqa: E402

README = {
    ("home", "ar", "phone"),
    ("received", "ar", "phone"),
    ("form-journey", "ar", "phone"),
    ("service", "fr", "phone"),
    ("papers", "fr", "phone"),
    ("home", "fr", "phone"),
    ("services", "ar", "desktop"),
    ("asked", "fr", "desktop"),
}
"""Which screens, in which language and at which size, the README shows."""


CONTRASTS = {
    "light": "Light",
    "dark": "Dark",
    "high_light": "Strong contrast on white",
    "high_dark": "Strong contrast on black",
}
"""The contrasts of the app, by the words with which they are chosen."""


class Camera:
    """A camera that takes each screen once the fonts and the last frame are there."""

    def __init__(
        self, person: Person, folder: Path, language: str, size: str, chosen: set[str] | None
    ) -> None:
        self.person, self.folder = person, folder
        self.language, self.size, self.chosen = language, size, chosen

    def take(self, screen: str) -> None:
        if self.chosen is not None and screen not in self.chosen:
            return
        self.person.page.wait_for_timeout(900)
        self.person.page.screenshot(path=self.folder / f"{screen}-{self.language}-{self.size}.png")


def visit(person: Person, camera: Camera, demo: dict[str, str], folder: Path) -> None:
    """Visit every screen of a request, from a new profile's home."""
    t = person.t
    person.press("Display and voice")
    person.heading(t("Display and voice"))
    camera.take("comfort")
    person.press("Back", exact=True)
    person.heading(t("Hello, {name}", name=""))
    camera.take("home-first")
    person.press("Sign in")
    person.heading(t("Sign in"))
    camera.take("sign-in")
    person.press("Send me a code")
    camera.take("sign-in-error")
    person.enters_code(demo)
    person.sees(t("You are signed in."))
    camera.take("home-signed-in")
    service = "medical_transport"
    person.press("Make a request")
    person.heading(t("Services"))
    camera.take("services")
    person.press_named(person.name(person.service(service)["name"]))
    person.press_later("Start this request")
    camera.take("service")
    person.press("Start this request")
    fill(person, camera, service, folder)
    camera.take("review")
    send(person, camera)
    person.sees(t("A paper is asked of you"), timeout=60)
    camera.take("asked")
    person.press("Send this paper")
    person.heading(t("Send a paper"))
    camera.take("ask")
    name = person.name(person.service(service)["name"])
    person.press("Back")
    person.heading(name)
    person.press("Messages about this request")
    person.heading(t("Messages about this request"))
    camera.take("messages")
    person.press("Back")
    person.heading(name)
    person.press("Back")
    person.heading(t("My requests"))
    camera.take("requests")
    person.goes_home()
    camera.take("home")


def send(person: Person, camera: Camera) -> None:
    """Send, and go on to the request, once it has arrived."""
    arrived = person.t("Your request has arrived. Its reference:")
    person.declares()
    person.press("Send the request")
    person.sees(arrived)
    camera.take("confirmation")
    person.follows()
    person.sees(arrived)
    camera.take("received")


def fill(person: Person, camera: Camera, service: str, folder: Path) -> None:
    """Answer each group that shows, and take its picture."""
    groups = {person.name(group["title"]): group for group in person.service(service)["form"]["groups"]}
    person.at_group(service, next(iter(groups.values()))["id"])
    person.goes_on()
    person.sees(person.t.n("{count} answer needs another look", "{count} answers need another look", 1))
    camera.take("form-error")
    # A title is read with the line above it.
    while found := next((title for title in groups if person.title().startswith(title)), None):
        group = groups[found]
        person.answer_group(service, group, photograph(folder / "page.jpg"))
        camera.take("papers" if group["id"] == "papers" else f"form-{group['id']}")
        person.goes_on()
        person.leaves(found)
    person.heading(person.t("Check and send"))


def shoot(
    browser: Browser,
    out: Path,
    language: str,
    size: str,
    text: int,
    contrast: str,
    chosen: set[str] | None,
) -> None:
    viewport = PHONE if size == "phone" else DESKTOP
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ministry = Ministry(folder, clerk_seconds=2)
        app = App(folder, ministry.start())
        context = browser.new_context(viewport=viewport, device_scale_factor=1.5, locale="fr-DZ")  # type: ignore[arg-type]
        context.set_default_timeout(60 * SECONDS)
        page = context.new_page()
        person = Person(page, language, load().document)
        try:
            camera = Camera(person, out, language, size, chosen)
            person.open(address := app.start())
            person.heading("")
            camera.take("welcome")
            person.arrives(address, text_size=text, contrast=CONTRASTS[contrast])
            visit(person, camera, ministry.demo, folder)
        finally:
            context.close()
            app.stop()
            ministry.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, help="a folder for every screen, also at 200 %% text")
    parser.add_argument("--language", choices=("ar", "fr", "en", "kab"))
    parser.add_argument("--size", choices=("phone", "desktop"))
    parser.add_argument("--text", type=int, default=100)
    parser.add_argument("--contrast", choices=sorted(CONTRASTS), default="light")
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for language in [given.language] if given.language else ("ar", "fr"):
            for size in [given.size] if given.size else ("phone", "desktop"):
                wanted = {screen for screen, of, at in README if (of, at) == (language, size)}
                out = given.all or ROOT / "docs" / "screenshots"
                out.mkdir(parents=True, exist_ok=True)
                if given.all or wanted:
                    shoot(
                        browser,
                        out,
                        language,
                        size,
                        given.text,
                        given.contrast,
                        None if given.all else wanted,
                    )
        browser.close()


if __name__ == "__main__":
    main()
