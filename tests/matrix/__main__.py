"""`python -m tests.matrix`: looks at every screen; ends with 1 where something is found."""

from __future__ import annotations

import argparse
import sys
import time

from tests.matrix.comfort import THEMES
from tests.matrix.jobs import LANGUAGES, every
from tests.matrix.report import summary
from tests.matrix.run import WORKERS, run
from tests.matrix.screens import BY_NAME


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.matrix", description=__doc__)
    parser.add_argument("--screens", nargs="+", choices=BY_NAME, default=list(BY_NAME), metavar="SCREEN")
    parser.add_argument("--languages", nargs="+", choices=(*LANGUAGES, "kab"), default=LANGUAGES)
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=THEMES)
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin nothing new after so many")
    given = parser.parse_args()
    began = time.monotonic()
    jobs = every(given.screens, given.languages, given.themes)
    results = [result for share in run(jobs, given.workers, 60 * given.minutes) for result in share]
    print(summary(results))
    if left := len(jobs) - len(results):
        print(f"{left} of {len(jobs)} views were NOT looked at: {given.minutes:g} minutes are over")
    print(f"{time.monotonic() - began:.0f} s with {given.workers} workers")
    return 1 if any(result.findings for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
