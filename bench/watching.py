"""Looking at a page of Flutter from inside the browser: when something shows, when a keystroke is drawn.

Moments are milliseconds of the system's clock, exact to a tenth, so that those of several programs can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page

from bench import bare_app
from tests.journeys.browser import PHONE, SECONDS, plain

SCRIPT = r"""
window.bench = {
  now: () => performance.timeOrigin + performance.now(),
  keys: [],
  title: () => {
    const found = document.querySelectorAll('h1, [role=heading][aria-level="1"]');
    return [...found].map(node => (node.ariaLabel || node.textContent || '').replace(/[\u2066-\u2069]/g, ''));
  },
  // When a title begins so; looked at on every change of the page.
  shows: wanted => new Promise(resolve => {
    const look = () => bench.title().some(title => title.startsWith(wanted)) && (resolve(bench.now()), true);
    if (look()) return;
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
  }),
};
bench.press = name => {
  const buttons = document.querySelectorAll('[role=button], button');
  [...buttons].find(node => (node.ariaLabel || node.textContent || '').includes(name)).click();
};
// A keystroke is drawn at the end of the first frame that begins after the field has it.
const request = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = draw => request(at => {
  draw(at);
  for (const key of bench.keys) if (key.taken && !key.drawn) key.drawn = bench.now();
});
addEventListener('keydown', event => {
  if (event.key.length === 1) bench.keys.push({at: performance.timeOrigin + event.timeStamp});
}, true);
addEventListener('input', () => { for (const key of bench.keys) key.taken = true; }, true);
"""
GAP = 80
"""Milliseconds between two keystrokes: quick, and slower than any of them takes."""


@dataclass(frozen=True)
class Typed:
    """One keystroke, in milliseconds of the system's clock."""

    text: str
    """What the field then held."""
    at: float
    drawn: float


def new_page(browser: Browser) -> Page:
    """Open a window with nothing kept from before."""
    context = browser.new_context(viewport=PHONE, locale="fr-DZ")  # type: ignore[arg-type]
    context.set_default_timeout(60 * SECONDS)
    context.add_init_script(SCRIPT)
    return context.new_page()


def shows(page: Page, title: str) -> float:
    """Wait for a title; return the moment at which it showed."""
    return float(page.evaluate("title => bench.shows(title)", plain(title)))


def press(page: Page, name: str) -> None:
    """Press the first button whose name holds this, at once."""
    page.evaluate("name => bench.press(name)", name)


def tap(target: Locator, title: str) -> float:
    """Return milliseconds from a tap to the next page's title."""
    script = """async (node, title) => {
        const start = bench.now();
        node.click();
        return await bench.shows(title) - start;
    }"""
    return float(target.evaluate(script, plain(title)))


def types(page: Page, field: Locator, text: str) -> list[Typed]:
    """Empty the field and type into it, key by key."""
    field.focus()
    page.wait_for_timeout(300)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.wait_for_timeout(500)
    page.evaluate("bench.keys.length = 0")
    for sign in text:
        page.keyboard.press(sign)
        page.wait_for_timeout(GAP)
    page.wait_for_timeout(500)
    keys = page.evaluate("bench.keys")
    return [Typed(text[: number + 1], key["at"], key["drawn"]) for number, key in enumerate(keys)]


def bare_field(page: Page) -> Locator:
    return page.get_by_role("textbox", name=bare_app.FIELD)


def bare_button(page: Page) -> Locator:
    return page.get_by_role("button", name=bare_app.GO)
