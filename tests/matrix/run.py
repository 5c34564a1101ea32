"""Work shared among workers, each with a browser, a ministry and devices of its own."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import sync_playwright

from tests.matrix import seed
from tests.matrix.examine import Examiner, Result
from tests.matrix.jobs import Job, shares
from tests.matrix.stage import Stage

Part = TypeVar("Part")
Found = TypeVar("Found")

WORKERS = 2 * (os.cpu_count() or 1)
"""Each waits for half of its time until a screen has stopped changing."""


def run(jobs: Sequence[Job], workers: int = WORKERS, seconds: float = float("inf")) -> Iterator[list[Result]]:
    """Yield each worker's results; after `seconds` none begins another job."""
    yield from on_stages(shares(jobs, workers), partial(_examined, ends=time.time() + seconds))


def on_stages(parts: Sequence[Part], work: Callable[[Stage, Part], Found]) -> Iterator[Found]:
    """Work each part on a stage with a worker of its own.

    `work` is a function of a module: other processes call it.
    """
    with tempfile.TemporaryDirectory() as name:
        seeded = Path(name) / "seed"
        seed.make(seeded)
        # Not forked: the browser's driver keeps a loop and threads in its process.
        with ProcessPoolExecutor(len(parts), mp_context=get_context("spawn")) as pool:
            left = {
                pool.submit(_with_stage, seeded, Path(name) / f"worker-{number}", work, part)
                for number, part in enumerate(parts)
            }
            while left:
                done, left = wait(left, return_when=FIRST_COMPLETED)
                for each in done:
                    yield each.result()


def _with_stage(seeded: Path, folder: Path, work: Callable[[Stage, Part], Found], part: Part) -> Found:
    folder.mkdir()
    with sync_playwright() as playwright, Stage(playwright, seeded, folder) as stage:
        return work(stage, part)


def _examined(stage: Stage, jobs: list[Job], ends: float) -> list[Result]:
    examiner = Examiner(stage)
    results: list[Result] = []
    for job in jobs:
        if results and time.time() > ends:
            break
        last = examiner.examine(job)
        results.append(last)
        print(
            f"{last.seconds:5.1f} s  {len(last.findings):3}  {job.view}{' +' if job.far else ''}", flush=True
        )
    return results
