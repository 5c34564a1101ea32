"""A tab of the browser with the app in it: its size, its pixels, its semantics."""

from __future__ import annotations

import base64
import io
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import axe_playwright_python
from PIL import Image
from playwright.sync_api import Page

from tests.matrix import script
from tests.matrix.headings import agrees
from tests.matrix.snapshot import Node, Rect, Snapshot, View

WIDTH, HEIGHT = 412, 915
SCALE = 2
"""Pixels of the screen to a CSS pixel: at 1, strokes are too thin to have their own colour."""
TALLEST = 4000
"""CSS pixels at which a picture of this scale still comes whole from a software renderer."""
_PATIENCE = 30.0
_MOVED = 3.0
"""Seconds in which a turn of the wheel must show, if there is anything to scroll."""
_QUIET = 0.3
"""Seconds without a change after which a screen is taken to have come to rest."""
_AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


class Tab:
    """`busy` are the words that a screen shows while it loads."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.busy = ""
        self._sized = (0, 0, 0.0)
        self._cdp = page.context.new_cdp_session(page)

    def size(self, width: int = WIDTH, height: int = HEIGHT, scale: float = SCALE) -> None:
        if self._sized == (width, height, scale):
            return
        if scale != self._sized[2]:
            # Flutter redraws when the window's size changes, not when its scale alone does.
            self._override(width, height + 1, scale)
            self.page.wait_for_timeout(100)
        self._sized = (width, height, scale)
        self._override(width, height, scale)

    def _override(self, width: int, height: int, scale: float) -> None:
        given = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        self._cdp.send("Emulation.setDeviceMetricsOverride", given)

    def go(self, path: str) -> None:
        """Go to a path without a reload, as by browser buttons."""
        self.page.evaluate(
            "path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }",
            path,
        )

    def path(self) -> str:
        return str(self.page.evaluate("location.pathname"))

    def settle(self, past: str = "") -> None:
        """Wait until the screen is whole, still, and past the path."""
        deadline = time.monotonic() + _PATIENCE
        seen = self.page.evaluate(script.SEEN, [True, self.busy])
        while time.monotonic() < deadline:
            if seen["quiet"] > _QUIET and self._is_there(seen, past, deadline):
                return
            self.page.wait_for_timeout(50)
            seen = self.page.evaluate(script.SEEN, [False, self.busy])
        raise AssertionError(f"the screen does not come to rest: {seen}")

    def _is_there(self, seen: dict[str, Any], past: str, deadline: float) -> bool:
        # A screen that loads changes its heading and the page's title; one that never agrees is a finding.
        settled = agrees(seen["page"], seen["title"]) or deadline - time.monotonic() < _PATIENCE / 2
        return bool(seen["title"]) and settled and not seen["loads"] and seen["path"] != past

    def grow(self, width: int = WIDTH, scale: float = SCALE) -> int:
        """Make the window as high as can be drawn; return its height."""
        tallest = round(TALLEST * SCALE / scale)
        if self._sized != (width, HEIGHT, scale):
            self.size(width, HEIGHT, scale)
            self.settle()
        if self.page.evaluate(script.SCROLLED):
            # Flutter keeps the semantics where they were scrolled to when the window grows past the screen's end.
            self._scroll(-10 * self._content())
        height = HEIGHT
        for _ in range(3):
            content = self._content()
            if content <= height:
                break
            height = min(content, tallest)
            self.size(width, height, scale)
            self.settle()
        return height

    def _content(self) -> int:
        """Return the height that the screen has to show, in CSS pixels."""
        # With what does not scroll: the places at the foot, the bar of the voice.
        overflow = """() => Math.max(0, ...[...document.querySelectorAll('flt-semantics-scroll-overflow')]
          .map(e => Math.ceil(e.getBoundingClientRect().height) + innerHeight - e.parentElement.clientHeight))"""
        return int(self.page.evaluate(overflow))

    def nodes(self) -> list[Node]:
        found = [Node(**{**each, "rect": Rect(*each["rect"])}) for each in self.page.evaluate(script.COLLECT)]
        return [node for node in found if node.rect.width > 0 and node.rect.height > 0]

    def _drawn(self) -> tuple[list[Node], Image.Image]:
        """Return the nodes and the picture of one moment."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            nodes = self.nodes()
            image = self._resting()
            if self.nodes() == nodes or time.monotonic() > deadline:
                return nodes, image

    def _resting(self) -> Image.Image:
        """Return the picture once it changes no more.

        A software renderer draws long after the semantics change.
        """
        before, deadline = "", time.monotonic() + _PATIENCE
        while True:
            drawn, now = self.page.evaluate(script.CANVAS), self._capture()
            if drawn and now == before:
                return _decoded(now)
            assert time.monotonic() < deadline, "what is drawn does not come to rest"
            before = now if drawn else ""
            self.page.wait_for_timeout(120)

    def _capture(self, **given: Any) -> str:
        taken = self._cdp.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True, **given})
        return str(taken["data"])

    def picture(self, rect: Rect | None = None) -> Image.Image:
        """Return the picture, or a part of it, at the tab's scale."""
        part: dict[str, Any] = {}
        if rect is not None:
            part = {
                "clip": {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height, "scale": 1}
            }
        return _decoded(self._capture(**part))

    def ax(self) -> list[dict[str, Any]]:
        nodes: list[dict[str, Any]] = self._cdp.send("Accessibility.getFullAXTree")["nodes"]
        return nodes

    def violations(self) -> list[dict[str, Any]]:
        """Return what axe finds.

        It is put into the page once: screens change without a reload.
        """
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(_AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(
            "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
        )
        return found

    def focused(self) -> tuple[str, str, Rect]:
        """Return the focus: node's id, or "" if lost; tag; place."""
        at = self.page.evaluate(script.FOCUS)
        return at["id"], at["tag"], Rect(*at["rect"])

    def let_go(self) -> None:
        """Take the focus away from everything."""
        self.page.evaluate("document.activeElement && document.activeElement.blur()")
        self.page.wait_for_timeout(300)

    def starts_at_title(self) -> bool:
        """True if the title has the focus, visibly, as at the opening."""
        if not self.page.evaluate(script.TO_TITLE):
            return False
        for key in ("Tab", "Shift+Tab"):
            before = self.focused()[0]
            self.page.keyboard.press(key)
            for _ in range(25):
                if self.focused()[0] not in ("", before):
                    break
                self.page.wait_for_timeout(40)
        return bool(self.page.evaluate("document.activeElement === document.querySelector('h1')"))

    def snapshot(self, view: View, *, whole: bool = True) -> Snapshot:
        """Return the whole screen; `whole` adds axe and the accessibility tree."""
        scale = SCALE if whole else 1
        height = self.grow(view.width, scale)
        if self._content() > height:
            self._scroll(-10 * self._content())
        nodes, image = self._drawn()
        lang = str(self.page.evaluate("document.documentElement.lang"))
        total = max(self._content(), height)
        if total > height:
            nodes, image = self._joined(nodes, image, height, total, scale)
        return Snapshot(
            view=view,
            width=view.width,
            height=total,
            nodes=nodes,
            image=image,
            scale=scale,
            lang=lang,
            title=self.page.title(),
            ax=self.ax() if whole else [],
            violations=self.violations() if whole else [],
        )

    def _joined(
        self, nodes: list[Node], first: Image.Image, height: int, total: int, scale: float
    ) -> tuple[list[Node], Image.Image]:
        """Scroll through a high screen, and join the pictures.

        It is higher than what can be drawn at once. Flutter tells of a node only the part that is within the window: of
        each the largest counts.
        """
        whole = Image.new("RGB", (first.width, round(total * scale)))
        whole.paste(first, (0, 0))
        still = self._still(nodes)
        found = {node.id: node if node.id not in still else _down(node, total - height) for node in nodes}
        at = 0.0
        while at + height < total:
            before = at
            self._scroll(height * 0.9)
            part = self._resting()
            below = [node for node in self.nodes() if node.id not in still]
            at = scrolled(found, below)
            if at <= before:
                break
            whole.paste(part, (0, round(at * scale)))
            for node in below:
                placed = _down(node, at)
                if node.id not in found or found[node.id].rect.height < placed.rect.height:
                    found[node.id] = placed
        self._scroll(-10 * total)
        return list(found.values()), whole

    def _still(self, nodes: list[Node]) -> set[str]:
        """Return what stays below what scrolls."""
        within = """() => [...document.querySelectorAll('flt-semantics-scroll-overflow')].map(e => e.parentElement)
          .flatMap(e => [e, ...e.querySelectorAll('*')]).map(e => e.id)"""
        scrolls = set(self.page.evaluate(within))
        foot = max(
            (node.rect.bottom for node in nodes if node.id in scrolls and node.parent not in scrolls),
            default=0,
        )
        return {node.id for node in nodes if node.id not in scrolls and node.rect.y >= foot}

    def _scroll(self, down: float) -> None:
        before, deadline = self.nodes(), time.monotonic() + _MOVED
        self.page.mouse.move(WIDTH / 4, HEIGHT / 2)
        self.page.mouse.wheel(0, down)
        while self.nodes() == before and time.monotonic() < deadline:
            self.page.wait_for_timeout(50)
        # What lies under a pointer looks otherwise.
        self.page.mouse.move(0, 0)
        self.settle()


def _down(node: Node, by: float) -> Node:
    return replace(node, rect=replace(node.rect, y=node.rect.y + by))


def scrolled(placed: Mapping[str, Node], nodes: Iterable[Node]) -> float:
    """Return how far down the nodes are seen, in CSS pixels.

    Told by what is as high as it was, thus not cut off by the edge, and not by what stays where it is. 0 where nothing
    tells.
    """
    both = ((placed[node.id].rect, node.rect) for node in nodes if node.id in placed)
    moves = Counter(then.y - now.y for then, now in both if then.height == now.height and then.y != now.y)
    return max(moves, key=moves.__getitem__, default=0.0)


def _decoded(taken: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(taken))).convert("RGB")
