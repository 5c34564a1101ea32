"""Keeping a file of 50 MB in the vault and taking it out again, against a copy of the file with fsync.

Put: from a file into the vault, durable when it returns. Get: from the vault into a file, with fsync. The baseline is
`shutil.copyfile` (inside the kernel, where the system can) and fsync of file and folder. Each at most 2 times.
Memory: what a process of its own holds at most, beyond what it held after one megabyte; at most 4 MB more.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import drafts
from bench.measure import (
    Curve,
    Figure,
    Result,
    interleaved,
    middle,
    peak_memory,
    ratio,
    short,
    spread,
    timed,
)
from services.vault import Vault, durable

MB = 1_000_000
SIZES = (1, 5, 10, 25, 50)
PIECE = 256 * 1024
MIDDLE = 50


class Cabinet:
    """A vault, and files beside it on the same disk."""

    def __init__(self, folder: Path) -> None:
        store = drafts.profiles(folder)
        profile = next(iter(store.profiles()), None) or store.create("Amina")
        self.vault: Vault = store.open(profile.id)
        self._folder = folder

    def source(self, size: int) -> Path:
        """Return a file of random bytes, made once."""
        path = self._folder / f"{size}.bin"
        if not path.exists():
            with path.open("wb") as file:
                for start in range(0, size * MB, PIECE):
                    file.write(os.urandom(min(PIECE, size * MB - start)))
        return path

    def put(self, size: int) -> None:
        self.vault.attachments.put(f"a{size}", _pieces(self.source(size)))

    def get(self, size: int) -> None:
        target = self._folder / "out.bin"
        with self.vault.attachments.open(f"a{size}") as source, target.open("wb") as file:
            while piece := source.read(PIECE):
                file.write(piece)
            _sync(file.fileno(), self._folder)

    def copy(self, size: int) -> None:
        target = self._folder / "copy.bin"
        shutil.copyfile(self.source(size), target)
        with target.open("rb+") as file:
            _sync(file.fileno(), self._folder)


def run(*, quick: bool) -> Result:
    rounds = 3 if quick else 15
    with tempfile.TemporaryDirectory() as folder:
        cabinet = Cabinet(Path(folder))
        costs = {size: _costs(cabinet, size, rounds if size == MIDDLE else 5) for size in SIZES}
        cabinet.vault.close()
    fifty = costs[MIDDLE]
    figures = [
        Figure(
            f"{what} a {MIDDLE} MB attachment",
            "copy of the file with fsync",
            ratio(fifty[what], fifty["copy"]),
            target=2,
            ours=middle(fifty[what]),
            theirs=middle(fifty["copy"]),
            rounds=rounds,
        )
        for what in ("put", "get")
    ]
    series = {
        name: [(size, spread(cost[name]).median) for size, cost in costs.items()]
        for name in ("put", "get", "copy")
    }
    curve = Curve("attachments", "A file into the vault and out of it", "MB", "ms", series)
    memory = _memory(2 if quick else 5)
    return Result(figures + memory.figures, [curve])


def _costs(cabinet: Cabinet, size: int, rounds: int) -> dict[str, list[float]]:
    cabinet.put(size)
    works = {
        "put": lambda: timed(lambda: cabinet.put(size)),
        "get": lambda: timed(lambda: cabinet.get(size)),
        "copy": lambda: timed(lambda: cabinet.copy(size)),
    }
    return interleaved(works, rounds)


def _memory(times: int) -> Result:
    figures = []
    for what in ("put", "get"):
        more = [float(_call(what, str(MIDDLE))) for _ in range(times)]
        figures.append(
            Figure(
                f"memory to {what} a {MIDDLE} MB attachment",
                "the same process after one of 1 MB",
                spread(more),
                unit="MB more",
                target=4,
                ours=f"{short(spread(more).median)} MB",
                rounds=times,
            )
        )
    return Result(figures)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _sync(descriptor: int, folder: Path) -> None:
    os.fsync(descriptor)
    durable.sync_folder(folder)


def _in_own_process(what: str, size: int) -> float:
    """Return the megabytes that the peak grew by."""
    with tempfile.TemporaryDirectory() as folder:
        # By yet another process: here it would be the peak itself.
        _call("fill", str(size), folder)
        cabinet = Cabinet(Path(folder))
        work = cabinet.put if what == "put" else cabinet.get
        work(1)
        before = peak_memory()
        work(size)
        cabinet.vault.close()
        return peak_memory() - before


def _fill(size: int, folder: Path) -> None:
    cabinet = Cabinet(folder)
    for each in (1, size):
        cabinet.put(each)
    cabinet.vault.close()


def _call(*arguments: str) -> str:
    command = [sys.executable, "-m", "bench.attachments", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("put", "get", "fill"))
    parser.add_argument("size", type=int)
    parser.add_argument("folder", type=Path, nargs="?", help="where to fill")
    chosen = parser.parse_args()
    if chosen.what == "fill":
        _fill(chosen.size, chosen.folder)
    else:
        print(_in_own_process(chosen.what, chosen.size))
