"""What can be wrong with a photograph of a paper, and what helps before it is taken. Screens find the words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """One thing to do before the picture is taken; the members stand in the order in which they are done."""

    PLAIN_SURFACE = "plain_surface"
    """A plain table or cloth, darker than the paper if there is one."""
    PAPER_FLAT = "paper_flat"
    """Unfolded, printed side up, its top away from the person."""
    LIGHT_ON = "light_on"
    """Light from above or from the side, not from behind the person; no flash."""
    LENS_CLEAN = "lens_clean"
    PHONE_ON_PAPER = "phone_on_paper"
    """Laid on the middle of the paper, screen up, its top away from the person: where the hands start from."""
    RAISE_PHONE = "raise_phone"
    """Straight up, flat, two hand-spans (some 40 cm) for a page."""
    HOLD_STILL = "hold_still"
    """Elbows against the body, then press."""


class Problem(StrEnum):
    """A defect of a photograph, in order of importance: what comes first spoils what is behind it."""

    BLANK = "blank"
    """Nothing to read: the back of a sheet, the table alone, a covered lens."""
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    EDGES_CUT = "edges_cut"
    """`places`: at which sides of the picture the paper leaves it."""
    GLARE = "glare"
    """`places`: one, where on the paper a reflection hides what is written."""
    TOO_FAR = "too_far"
    """The paper takes so little of the picture that small print is lost."""
    SIDEWAYS = "sideways"
    """The lines run from top to bottom."""
    UPSIDE_DOWN = "upside_down"
    """A guess, and to be worded as one: no letter is recognised."""


class Place(StrEnum):
    """A place in the picture as it is seen, its EXIF orientation applied."""

    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class Finding:
    problem: Problem
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotographReport:
    """Guidance, never a verdict: the person may keep the picture whatever the report says."""

    findings: tuple[Finding, ...]
    """The most important first, at most one for each problem."""
    corners_seen: int
    """Corners of the paper inside the picture, 0 to 4; 0 also where the paper does not stand out."""

    @property
    def four_corners(self) -> bool:
        return self.corners_seen == 4

    @property
    def ok(self) -> bool:
        return not self.findings
