"""What is said of a photograph of a paper: what to do before it is taken, and what it then lacks."""

from __future__ import annotations

from collections.abc import Callable

from i18n.words import Words
from services.models.photograph import Finding, PhotographReport, Place, Problem, Step


def steps(t: Words) -> list[str]:
    """Say what to do before a picture is taken, in order.

    Each step can be done without seeing.
    """
    words = {
        Step.PLAIN_SURFACE: t("Clear a plain, dark table."),
        Step.PAPER_FLAT: t("Lay the paper flat, its top away from you."),
        Step.LIGHT_ON: t("Turn on a light above you. Switch off the flash."),
        Step.LENS_CLEAN: t("Wipe the lens with a soft cloth."),
        Step.PHONE_ON_PAPER: t("Lay the phone on the middle of the paper, screen up."),
        Step.RAISE_PHONE: t("Raise it straight up, flat, by two hand-spans."),
        Step.HOLD_STILL: t("Keep your elbows against your body, then press."),
    }
    return [words[step] for step in Step]


def advice(report: PhotographReport, t: Words) -> list[str]:
    """Say what the picture lacks and what helps, the most important first.

    Where nothing lacks, what is good.
    """
    if report.ok:
        good = [t("The picture is clear.")]
        return [*good, t("Four corners seen.")] if report.four_corners else good
    return [_of(finding, t) for finding in report.findings]


def _of(finding: Finding, t: Words) -> str:
    if finding.problem is Problem.EDGES_CUT:
        return _edges(finding.places, t)
    if finding.problem is Problem.GLARE:
        place = _place(finding.places[0], t) if finding.places else _place(Place.MIDDLE, t)
        return t("A reflection hides part of the paper: {place}. Move the lamp.", place=place)
    plain: dict[Problem, Callable[[], str]] = {
        Problem.BLANK: lambda: t("Nothing to read is seen. Turn the paper over, or uncover the lens."),
        Problem.TOO_DARK: lambda: t("The picture is too dark. Turn on a light."),
        Problem.TOO_BRIGHT: lambda: t("The picture is too bright. Move away from the strong light."),
        Problem.BLURRED: lambda: t("The picture is blurred. Hold the phone still a little longer."),
        Problem.TOO_FAR: lambda: t("The paper is too small. Lower the phone a little."),
        Problem.SIDEWAYS: lambda: t("The paper lies on its side. Turn it a quarter turn."),
        Problem.UPSIDE_DOWN: lambda: t("The paper may be upside down. Turn it half around."),
    }
    return plain[finding.problem]()


def _edges(sides: tuple[Place, ...], t: Words) -> str:
    """Advise on edges: one side needs moving, several need height."""
    if len(sides) == 1:
        return t("The paper is cut off: {side}. Move the phone that way.", side=_place(sides[0], t))
    return t("The edges are cut off. Raise the phone.")


def _place(place: Place, t: Words) -> str:
    return {
        Place.TOP: t("at the top"),
        Place.BOTTOM: t("at the bottom"),
        Place.LEFT: t("on the left"),
        Place.RIGHT: t("on the right"),
        Place.MIDDLE: t("in the middle"),
    }[place]
