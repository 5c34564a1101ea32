"""What the checks look at: one screen as it was drawn and as assistive technology has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PIL import Image

TARGETS = frozenset(
    {"button", "link", "checkbox", "radio", "switch", "slider", "tab", "textbox", "menuitem", "combobox"}
)
"""Roles of what a person acts on."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A place on the page, in CSS pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def inset(self, x: float, y: float) -> Rect:
        return Rect(self.x + x, self.y + y, max(self.width - 2 * x, 1), max(self.height - 2 * y, 1))

    def overlap(self, other: Rect) -> tuple[float, float]:
        """Return the overlap across and down; a gap is negative."""
        return (
            min(self.right, other.right) - max(self.x, other.x),
            min(self.bottom, other.bottom) - max(self.y, other.y),
        )


@dataclass(frozen=True, slots=True)
class Node:
    """One node of Flutter's semantics. `text` is its own; `name` is what it is called."""

    id: str
    parent: str
    tag: str
    role: str
    name: str
    text: str
    rect: Rect
    tappable: bool = False
    disabled: bool = False
    leaf: bool = True
    """Nothing is inside it: what it shows is its own."""
    mark: str = ""
    """The identifier that the application gave it."""

    @property
    def is_target(self) -> bool:
        return (self.tappable or self.role in TARGETS) and not self.disabled

    @property
    def called(self) -> str:
        """The name in findings: short, on one line."""
        words = " ".join((self.name or self.text or self.id).split())
        return words if len(words) <= 60 else f"{words[:57]}…"


@dataclass(frozen=True, slots=True)
class View:
    """Which screen is seen, and how: `text` is per cent, `width` CSS pixels."""

    screen: str
    language: str
    theme: str = "light"
    text: int = 100
    width: int = 412

    def __str__(self) -> str:
        return f"{self.screen} · {self.language} · {self.theme}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One screen, whole: the window is as high as its content, so nothing has to be scrolled to.

    `image` has `scale` pixels to a CSS pixel. `ax` is Chromium's accessibility tree; `violations` are axe's.
    """

    view: View
    width: int
    height: int
    nodes: list[Node]
    image: Image.Image = field(default_factory=lambda: Image.new("RGB", (1, 1)))
    scale: float = 1
    lang: str = ""
    title: str = ""
    """The title of the page: what a browser's tab, or the window, is called."""
    ax: list[dict[str, Any]] = field(default_factory=list)
    violations: list[dict[str, Any]] = field(default_factory=list)

    def crop(self, rect: Rect) -> Image.Image | None:
        """Return the pixels of a rectangle, or None outside the picture."""
        box = (
            max(0, round(rect.x * self.scale)),
            max(0, round(rect.y * self.scale)),
            min(self.image.width, round(rect.right * self.scale)),
            min(self.image.height, round(rect.bottom * self.scale)),
        )
        return self.image.crop(box) if box[0] < box[2] and box[1] < box[3] else None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be. `criterion` is WCAG's number, or the rule of axe."""

    view: View
    criterion: str
    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.view}: {self.criterion} {self.what}: {self.where}"
