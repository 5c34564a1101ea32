"""Single bits flipped in every file of a profile, and each file emptied, cut, removed and swapped; prints the outcome.

    python -m tests.faults.damage --flips 2000 [--seed 7]

What is claimed: one flip costs at most the one record or paper that it hits, and that is said; no paper that can be
read is deleted; no record is given out in a state that was not its own.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.session.maintenance import look_and_sweep
from tests.faults.damaged_profile import Found, Home, Tidy, damaged, furnish


@dataclass
class Tally:
    """What a run met."""

    of: str
    tried: int = 0
    said: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    drafts: int = 0
    """Lost beyond the one that was hit, or lost without a word."""
    papers: int = 0
    unlisted: int = 0
    deleted: int = 0
    """Papers of which no file is left."""
    states: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, what: str, found: Found, *, most: int) -> None:
        self.tried += 1
        self.said += found.said or bool(found.papers)
        self.refused.update([found.refused] if found.refused else [])
        self.odd.update([found.odd] if found.odd else [])
        drafts = len(found.drafts) if not found.said else max(0, len(found.drafts) - most)
        papers = 0 if found.refused else max(0, len(found.papers) - most)
        self.drafts += drafts
        self.papers += papers
        self.unlisted += len(found.unlisted)
        self.deleted += len(found.deleted)
        self.states += len(found.states)
        if drafts or papers or found.unlisted or found.deleted or found.states or found.odd:
            self.faults.append(f"{what}: {found}")

    @property
    def clean(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        return (
            f"{self.of}: {self.tried} tried, {self.said} said, refused {dict(self.refused)}, other errors "
            f"{dict(self.odd)}; drafts lost {self.drafts}, missing in a list {self.unlisted}, "
            f"papers lost {self.papers}, papers deleted {self.deleted}, wrong states {self.states}"
        )


def flips(
    homes: tuple[Home, ...], count: int, chance: random.Random
) -> Iterator[tuple[str, Home, Path, int]]:
    """Yield flips: each kind of file once, then by size.

    Small files no less than a fortieth as often.
    """
    files: dict[tuple[str, str], list[tuple[Home, Path]]] = {}
    for home in homes:
        for path in home.files:
            if (home.folder / path).stat().st_size:
                files.setdefault((home.folder.name, kind_of(path)), []).append((home, path))
    sizes = {
        kind: sum((home.folder / path).stat().st_size for home, path in of) for kind, of in files.items()
    }
    weights = [max(sizes[kind], sum(sizes.values()) / 40) for kind in files]
    for kind in [*files, *chance.choices([*files], weights, k=max(0, count - len(files)))][:count]:
        home, path = chance.choice(files[kind])
        bit = chance.randrange((home.folder / path).stat().st_size * 8)
        yield f"{home.folder.name}/{path.name} bit {bit}", home, path, bit


def kind_of(path: Path) -> str:
    """Return the name of a file; of a paper, its folder's."""
    return path.parent.name if path.parent.name == "attachments" else path.name


def flipped(homes: tuple[Home, ...], count: int, seed: int, tidy: Tidy = look_and_sweep) -> dict[str, Tally]:
    """Tally flips by the name of the file, papers together."""
    tallies: dict[str, Tally] = {}
    with tempfile.TemporaryDirectory() as folder:
        for what, home, path, bit in flips(homes, count, random.Random(seed)):
            copy = home.copy(Path(folder) / "flipped")
            content = bytearray((copy.folder / path).read_bytes())
            content[bit // 8] ^= 1 << bit % 8
            (copy.folder / path).write_bytes(content)
            name = kind_of(path)
            tally = tallies.setdefault(name, Tally(f"flips in {name}"))
            tally.add(what, damaged(copy, path.name, tidy), most=1)
            shutil.rmtree(copy.folder)
    return tallies


def spoiled(homes: tuple[Home, ...], older: Home, tidy: Tidy = look_and_sweep) -> Tally:
    """Tally each file emptied, zeroed, cut, removed, and put back.

    All papers but two are left out.
    """
    tally = Tally("whole files")
    with tempfile.TemporaryDirectory() as folder:
        for home in homes:
            papers = [path for path in home.files if kind_of(path) == "attachments"]
            for path in [path for path in home.files if path not in papers[2:]]:
                for how in ("emptied", "zeroed", "cut", "away", "older"):
                    copy = home.copy(Path(folder) / "spoiled")
                    if _spoil(copy.folder / path, how, older.folder / path):
                        tally.add(
                            f"{home.folder.name}/{path.name} {how}",
                            damaged(copy, path.name, tidy),
                            most=10**6,
                        )
                    shutil.rmtree(copy.folder)
    return tally


def _spoil(path: Path, how: str, older: Path) -> bool:
    content = path.read_bytes()
    match how:
        case "emptied":
            path.write_bytes(b"")
        case "zeroed":
            path.write_bytes(bytes(len(content)))
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "away":
            path.unlink()
        case "older" if older.exists() and older.read_bytes() != content:
            shutil.copyfile(older, path)
        case _:
            return False
    return True


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.damage")
    parser.add_argument("--flips", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--faults", type=int, default=10, help="of each kind that are printed")
    chosen = parser.parse_args()
    print(f"damage: seed {chosen.seed}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        half, *homes = furnish(Path(folder))
        tallies = [*flipped(tuple(homes), chosen.flips, chosen.seed).values(), spoiled(tuple(homes), half)]
    for tally in tallies:
        print(tally)
        for fault in tally.faults[: chosen.faults]:
            print(f"    {fault[:600]}")
    print(f"damage: {sum(tally.tried for tally in tallies)} tried in {time.monotonic() - began:.0f} s")
    return 0 if all(tally.clean for tally in tallies) else 1


if __name__ == "__main__":
    sys.exit(main())
