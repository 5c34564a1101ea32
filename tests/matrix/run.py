"""Jobs shared among workers, each with a browser, a ministry and devices of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.matrix import seed
from tests.matrix.examine import Examiner, Result
from tests.matrix.jobs import Job, shares
from tests.matrix.stage import Stage


def run(jobs: Sequence[Job], workers: int = 2) -> Iterator[list[Result]]:
    """Gives each worker's results when it has them all."""
    with tempfile.TemporaryDirectory() as name:
        seeded = Path(name) / "seed"
        seed.make(seeded)
        # Not forked: the browser's driver keeps a loop and threads in its process.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            left = {
                pool.submit(_work, seeded, Path(name) / f"worker-{number}", share)
                for number, share in enumerate(shares(jobs, workers))
            }
            while left:
                done, left = wait(left, return_when=FIRST_COMPLETED)
                for each in done:
                    yield each.result()


def _work(seeded: Path, folder: Path, jobs: list[Job]) -> list[Result]:
    folder.mkdir()
    results = []
    with sync_playwright() as playwright, Stage(playwright, seeded, folder) as stage:
        examiner = Examiner(stage)
        for job in jobs:
            results.append(examiner.examine(job))
            last = results[-1]
            print(
                f"{last.seconds:5.1f} s  {len(last.findings):3}  {job.view}{' +' if job.far else ''}",
                flush=True,
            )
    return results
