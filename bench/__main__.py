"""`python -m bench [subjects] [--quick]`: measures, prints the table, writes results, plots and page.

`--quick` goes through everything in few rounds and writes nothing: whether it runs, not how fast.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time

from bench import report
from bench.measure import Result
from scripts.browser import chromium

SUBJECTS = (
    "store",
    "unlock",
    "home",
    "attachments",
    "search",
    "uploads",
    "server",
    "screens",
    "start",
    "speech",
    "listen",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("subjects", nargs="*", help=f"of {', '.join(SUBJECTS)}; all, if none is named")
    parser.add_argument("--quick", action="store_true", help="few rounds; nothing is written")
    chosen = parser.parse_args()
    if unknown := {*chosen.subjects} - {*SUBJECTS}:
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    names = chosen.subjects or SUBJECTS
    if {"screens", "start", "listen"} & {*names}:
        os.environ["QARIB_CHROMIUM"] = chromium()  # read when the driver of the browser is loaded
    results: dict[str, Result] = {}
    for name in names:
        start = time.monotonic()
        # One after the other, and each loaded when its turn comes: the memory of one is no matter of the next.
        results[name] = importlib.import_module(f"bench.{name}").run(quick=chosen.quick)
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
        if not chosen.quick:
            # At once: a subject that fails does not cost what the others took minutes to find.
            before = report.kept()
            report.write(
                {each: found for each in SUBJECTS if (found := results.get(each) or before.get(each))}
            )
    print(report.told(results))


if __name__ == "__main__":
    main()
