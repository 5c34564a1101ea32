"""What would spoil a photograph of a paper, said at once, while the paper still lies there."""

from __future__ import annotations

from PIL import Image, ImageStat

from services.models.photograph import Finding, PhotographReport, Place, Problem
from services.photographs import direction, light, outline, page, sharpness
from services.photographs.light import Light
from services.photographs.page import Page

# Limits set on the calibration pictures (docs/photographs.md says how often each is wrong on others).
_MIN_PRINT = 0.004
"""Part of a page that is printed, below which it is blank."""
_MIN_WHITENESS = 0.5
"""Below it, it is a table and no paper; yellow paper under a warm lamp has 0.52."""
_DARK = 100.0
"""Level of the paper itself, 0 to 255."""
_WASHED_PAPER, _WASHED_PRINT = 226.0, 0.48
"""Level of the paper, and how much darker than it the print is."""
_SHARP = 0.36
"""The part of the print's contrast that passes within one pixel."""
_GLARE = 0.002
"""Part of the page."""
_FAR = 0.22
"""Part of the picture."""
_ILLEGIBLE = frozenset({Problem.TOO_DARK, Problem.TOO_BRIGHT, Problem.BLURRED})
"""Where the lines are not seen clearly, their direction is not told."""
_SIDEWAYS = -0.1
_UPSIDE_DOWN = 1.8
"""Of `Direction.upside_down`: rather silent than wrong, since a page turned for nothing is lost to the person."""


def check(data: bytes) -> PhotographReport:
    """Return what a JPEG or PNG of a paper lacks.

    Blocks: some tenths of a second for 12 megapixels. It guides and forbids nothing. DocumentError as
    `services.documents.prepare` raises it: `empty`, `too_large`, `wrong_type` (a PDF too), `damaged`,
    `too_many_pixels`.
    """
    return report(page.read(data))


def report(looked_at: Page) -> PhotographReport:
    looked_at = _with_its_print(looked_at)
    found = looked_at.outline
    seen = light.measure(looked_at)
    findings = _of_light(seen)
    dark = Finding(Problem.TOO_DARK) in findings
    if _is_blank(looked_at):
        findings.insert(0, Finding(Problem.BLANK))
        return PhotographReport(tuple(findings), found.corners_seen if found else 0)
    # Without light, whatever looks blurred may only be grain.
    if not dark and sharpness.measure(looked_at) < _SHARP:
        findings.append(Finding(Problem.BLURRED))
    cut = found.cut if found else (Place.TOP, Place.BOTTOM, Place.LEFT, Place.RIGHT)
    if cut:
        findings.append(Finding(Problem.EDGES_CUT, cut))
    if seen.glare > _GLARE and Finding(Problem.TOO_BRIGHT) not in findings:
        findings.append(Finding(Problem.GLARE, (seen.glare_place,)))
    if found and found.area < _FAR:
        findings.append(Finding(Problem.TOO_FAR))
    if not {finding.problem for finding in findings} & _ILLEGIBLE:
        findings += _of_direction(looked_at)
    return PhotographReport(tuple(findings), found.corners_seen if found else 0)


def _with_its_print(looked_at: Page) -> Page:
    """Take the whole picture as the paper if the found is blank."""
    found = looked_at.outline
    if found is None or found.corners_seen == 4 or not _is_blank(looked_at):
        return looked_at
    near = page.whole(looked_at)
    return looked_at if _is_blank(near) else near


def _is_blank(looked_at: Page) -> bool:
    """True if nothing is printed but a coloured table's grain."""
    mask = page.inside(looked_at.outline, looked_at.small.size)
    return (
        _printed_part(looked_at.ink) < _MIN_PRINT or outline.whiteness(looked_at.small, mask) < _MIN_WHITENESS
    )


def _printed_part(ink: Image.Image) -> float:
    return float(ImageStat.Stat(ink).mean[0]) / 255


def _of_light(seen: Light) -> list[Finding]:
    if seen.paper < _DARK:
        return [Finding(Problem.TOO_DARK)]
    if seen.paper > _WASHED_PAPER and seen.print_depth < _WASHED_PRINT:
        return [Finding(Problem.TOO_BRIGHT)]
    return []


def _of_direction(looked_at: Page) -> list[Finding]:
    way = direction.measure(looked_at.ink)
    if way.lines < _SIDEWAYS:
        return [Finding(Problem.SIDEWAYS)]
    if way.upside_down > _UPSIDE_DOWN:
        return [Finding(Problem.UPSIDE_DOWN)]
    return []
