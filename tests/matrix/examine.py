"""One job: bring the screen up, take it down, hand it to every check."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from playwright.sync_api import Error as BrowserError

from tests.matrix import axe, contrast, focus, headings, names, reflow, targets
from tests.matrix.comfort import set_comfort
from tests.matrix.jobs import ENLARGED, Job
from tests.matrix.snapshot import Finding, Snapshot, View
from tests.matrix.stage import Opened, Stage

CHECKS = (axe.check, names.check, targets.check, headings.check, contrast.check)


@dataclass(frozen=True, slots=True)
class Result:
    """What one job found, and how many seconds it took."""

    job: Job
    seconds: float
    findings: list[Finding] = field(default_factory=list)


def examine(stage: Stage, job: Job) -> Result:
    """A screen that cannot be brought up is a finding, not an end: the others are looked at all the same."""
    began = time.monotonic()
    try:
        found = _examine(stage, job)
    except (AssertionError, BrowserError) as error:
        found = [Finding(job.view, "shown", "the screen could not be brought up", str(error)[:500])]
    return Result(job, time.monotonic() - began, found)


def _examine(stage: Stage, job: Job) -> list[Finding]:
    opened = stage.show(job.view)
    usual = opened.tab.snapshot(job.view)
    found = [finding for check in CHECKS for finding in check(usual)]
    if job.far:
        # The walk last: it leaves the screen scrolled.
        found += _enlarged(opened, usual)
        found += focus.check(focus.walk(opened.tab, usual))
    return found


def _enlarged(opened: Opened, usual: Snapshot) -> list[Finding]:
    found, view = [], usual.view
    for width, text in ENLARGED:
        set_comfort(opened, view.theme, text)
        large = View(view.screen, view.language, view.theme, text, width)
        found += reflow.check(usual, opened.tab.snapshot(large, whole=False))
    set_comfort(opened, view.theme, usual.view.text)
    opened.tab.grow()
    return found
