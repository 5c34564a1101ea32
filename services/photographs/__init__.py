"""Guidance for photographing a paper without seeing it: `check(data)` says what the picture lacks."""

from services.models.photograph import Finding, PhotographReport, Place, Problem, Step
from services.photographs.checker import check

__all__ = ["Finding", "PhotographReport", "Place", "Problem", "Step", "check"]
