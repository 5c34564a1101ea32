"""What would spoil a photograph of a paper, said at once, while the paper still lies there."""

from __future__ import annotations

from PIL import Image, ImageStat

from services.photographs import direction, light, outline, page, sharpness
from services.photographs.light import Light
from services.photographs.page import Page
from services.photographs.report import Finding, PhotographReport, Place, Problem

# Limits set on the calibration pictures (docs/photographs.md says how often each is wrong on others).
_MIN_PRINT = 0.004
"""Part of a page that is printed, below which it is blank."""
_MIN_WHITENESS = 0.62
"""Below it, what fills the picture is a table and no paper."""
_COVERED = 12.0
"""Levels between the darkest and the lightest tenth, under which a dark picture shows nothing at all."""
_DARK = 100.0
_WASHED_PAPER, _WASHED_PRINT = 236.0, 0.5
_SHARP = 0.34
_GLARE = 0.002
_FAR = 0.22
_SIDEWAYS = -0.5
_UPSIDE_DOWN = 2.5


def check(data: bytes) -> PhotographReport:
    """What a JPEG or PNG of a paper lacks. Blocks: some tenths of a second for 12 megapixels.

    It guides and forbids nothing. DocumentError as `services.documents.inspect` raises it: `empty`,
    `too_large`, `wrong_type` (a PDF too), `damaged`, `too_many_pixels`.
    """
    return report(page.read(data))


def report(looked_at: Page) -> PhotographReport:
    found = looked_at.outline
    seen = light.measure(looked_at)
    corners = found.corners_seen if found else 0
    if _is_blank(looked_at, seen):
        dark = [Finding(Problem.TOO_DARK)] if seen.paper < _DARK else []
        return PhotographReport((Finding(Problem.BLANK), *dark), corners)
    findings = [*_of_light(seen)]
    if sharpness.measure(looked_at) < _SHARP:
        findings.append(Finding(Problem.BLURRED))
    cut = found.cut if found else (Place.TOP, Place.BOTTOM, Place.LEFT, Place.RIGHT)
    if cut:
        findings.append(Finding(Problem.EDGES_CUT, cut))
    if seen.glare > _GLARE:
        findings.append(Finding(Problem.GLARE, (seen.glare_place,)))
    if found and found.area < _FAR:
        findings.append(Finding(Problem.TOO_FAR))
    findings += _of_direction(looked_at)
    return PhotographReport(tuple(findings), corners)


def _is_blank(looked_at: Page, seen: Light) -> bool:
    if _printed_part(looked_at.ink) >= _MIN_PRINT:
        return looked_at.outline is None and outline.mean_whiteness(looked_at.small) < _MIN_WHITENESS
    return True


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
    if way.certainty > _UPSIDE_DOWN:
        return [Finding(Problem.UPSIDE_DOWN)]
    return []
