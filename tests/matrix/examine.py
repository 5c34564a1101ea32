"""One job: bring the screen up, take it down, hand it to every check."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from playwright.sync_api import Error as BrowserError

from tests.matrix import axe, bar, contrast, focus, headings, names, reflow, targets
from tests.matrix.jobs import NARROW, Job
from tests.matrix.snapshot import Finding
from tests.matrix.stage import Stage

CHECKS = (axe.check, names.check, targets.check, headings.check, contrast.check, bar.check)


@dataclass(frozen=True, slots=True)
class Result:
    """What one job found, and how many seconds it took."""

    job: Job
    seconds: float
    findings: list[Finding] = field(default_factory=list)


@dataclass
class Examiner:
    """A look at one screen after the other, with the memory of how much ink each has at 100 %."""

    stage: Stage
    _usual: dict[tuple[str, str], reflow.Inked] = field(default_factory=dict)

    def examine(self, job: Job) -> Result:
        """Examine a screen; look twice at what is found.

        A busy machine may draw a screen so late that the first look met it half done.
        """
        began = time.monotonic()
        found = self._look(job) and self._look(job)
        return Result(job, time.monotonic() - began, found)

    def _look(self, job: Job) -> list[Finding]:
        """Look at a screen; one that cannot be shown is a finding.

        The others are looked at all the same.
        """
        try:
            return self._large(job) if job.view.text != 100 else self._plain(job)
        except (AssertionError, BrowserError) as error:
            return [Finding(job.view, "shown", "the screen could not be brought up", str(error)[:500])]

    def _plain(self, job: Job) -> list[Finding]:
        tab = self.stage.show(job.view).tab
        # The mark of the focus is for the walk to look at: it must not pass for something that is shown.
        tab.let_go()
        usual = tab.snapshot(job.view)
        found = [finding for check in CHECKS for finding in check(usual)]
        if job.far:
            self._usual[job.view.screen, job.view.language] = reflow.inked(usual)
            found += reflow.check(tab.snapshot(replace(job.view, width=NARROW), whole=False))
            # The walk last: it leaves the screen scrolled.
            found += focus.check(focus.walk(tab, usual))
        return found

    def _large(self, job: Job) -> list[Finding]:
        large = self.stage.show(job.view).tab.snapshot(job.view, whole=False)
        usual = self._usual.get((job.view.screen, job.view.language))
        return [*reflow.check(large, usual), *bar.check(large)]
