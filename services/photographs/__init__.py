"""Guidance for whoever photographs a paper without seeing it: `check(data)` says what the picture lacks."""

from services.photographs.checker import check
from services.photographs.report import Finding, PhotographReport, Place, Problem, Step

__all__ = ["Finding", "PhotographReport", "Place", "Problem", "Step", "check"]
