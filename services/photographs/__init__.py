"""Guidance for photographing a paper without seeing it: `check(data)` says what the picture lacks."""

from services.models.photograph import Finding, Flaw, PhotographReport, PhotographStep, PicturePart
from services.photographs.checker import check

__all__ = ["Finding", "Flaw", "PhotographReport", "PhotographStep", "PicturePart", "check"]
