"""What is said of a photograph of a paper: what to do before it is taken, and what it then lacks."""

from __future__ import annotations

from collections.abc import Callable

from i18n.words import Words
from services.models.photograph import Finding, Flaw, PhotographReport, PhotographStep, PicturePart


def steps(t: Words) -> list[str]:
    """Say what to do before a picture is taken, in order.

    Each step can be done without seeing.
    """
    words = {
        PhotographStep.PLAIN_SURFACE: t("Clear a plain, dark table."),
        PhotographStep.PAPER_FLAT: t("Lay the paper flat, its top away from you."),
        PhotographStep.LIGHT_ON: t("Turn on a light above you. Switch off the flash."),
        PhotographStep.LENS_CLEAN: t("Wipe the lens with a soft cloth."),
        PhotographStep.PHONE_ON_PAPER: t("Lay the phone on the middle of the paper, screen up."),
        PhotographStep.RAISE_PHONE: t("Raise it straight up, flat, by two hand-spans."),
        PhotographStep.HOLD_STILL: t("Keep your elbows against your body, then press."),
    }
    return [words[step] for step in PhotographStep]


def advice(report: PhotographReport, t: Words) -> list[str]:
    """Say what the picture lacks and what helps, the most important first.

    Where nothing lacks, what is good.
    """
    if report.ok:
        good = [t("The picture is clear.")]
        return [*good, t("Four corners seen.")] if report.four_corners else good
    return [_of(finding, t) for finding in report.findings]


def _of(finding: Finding, t: Words) -> str:
    if finding.problem is Flaw.EDGES_CUT:
        return _edges(finding.places, t)
    if finding.problem is Flaw.GLARE:
        place = _place(finding.places[0], t) if finding.places else _place(PicturePart.MIDDLE, t)
        return t("A reflection hides part of the paper: {place}. Move the lamp.", place=place)
    plain: dict[Flaw, Callable[[], str]] = {
        Flaw.BLANK: lambda: t("Nothing to read is seen. Turn the paper over, or uncover the lens."),
        Flaw.TOO_DARK: lambda: t("The picture is too dark. Turn on a light."),
        Flaw.TOO_BRIGHT: lambda: t("The picture is too bright. Move away from the strong light."),
        Flaw.BLURRED: lambda: t("The picture is blurred. Hold the phone still a little longer."),
        Flaw.TOO_FAR: lambda: t("The paper is too small. Lower the phone a little."),
        Flaw.SIDEWAYS: lambda: t("The paper lies on its side. Turn it a quarter turn."),
        Flaw.UPSIDE_DOWN: lambda: t("The paper may be upside down. Turn it half around."),
    }
    return plain[finding.problem]()


def _edges(sides: tuple[PicturePart, ...], t: Words) -> str:
    """Advise on edges: one side needs moving, several need height."""
    if len(sides) == 1:
        return t("The paper is cut off: {side}. Move the phone that way.", side=_place(sides[0], t))
    return t("The edges are cut off. Raise the phone.")


def _place(place: PicturePart, t: Words) -> str:
    return {
        PicturePart.TOP: t("at the top"),
        PicturePart.BOTTOM: t("at the bottom"),
        PicturePart.LEFT: t("on the left"),
        PicturePart.RIGHT: t("on the right"),
        PicturePart.MIDDLE: t("in the middle"),
    }[place]
