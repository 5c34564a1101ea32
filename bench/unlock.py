"""Opening a locked profile that holds many drafts, against the derivation of the key from its PIN alone.

Two openings: of the store (`ProfileStore.open`), and of the whole profile as the app does it (`House.open_profile`:
the store, who the person is, what a crash left behind). The derivation is Argon2id at the cost that the profile was
made with. Milliseconds more than the derivation; at most 50 with 10,000 drafts of 4 KB.

And what the screens then ask for: home, "my requests", the page of a service. The baseline is the same as of a list:
rows of plain SQLite, of all drafts. At most 2.5 times.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench import drafts
from bench.device import furnish, offline_house, requests_of
from bench.measure import Curve, Figure, Result, difference, interleaved, middle, ratio, spread, timed
from bench.store import plain_of
from screens.given import Part
from screens.requests.requests import AT_ONCE
from services.models.person import Profile
from services.vault.keys import Stretching

SECRET = "246813"
COUNTS = (100, 1000, 10_000)
MOST = COUNTS[-1]


@dataclass(frozen=True)
class Device:
    """A home with one locked profile."""

    home: Path
    profile: Profile
    runner: asyncio.Runner

    def derives(self) -> float:
        return timed(lambda: Stretching().stretch(SECRET, os.urandom(16)))

    def opens_store(self) -> float:
        store = drafts.profiles(self.home)
        opened = []
        took = timed(lambda: opened.append(store.open(self.profile.id, SECRET)))
        opened[0].close()
        return took

    def opens_profile(self) -> float:
        house = offline_house(self.home)
        took = timed(lambda: self.runner.run(house.open_profile(self.profile.id, SECRET)))
        self.runner.run(house.close())
        return took


def run(*, quick: bool) -> Result:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        devices = {count: _device(Path(folder) / str(count), count, runner) for count in COUNTS}
        opened = _opening(devices, 3 if quick else 15)
        rows = _rows(devices[MOST], 3 if quick else 7)
    return Result([*opened.figures, *rows], opened.curves)


def _device(home: Path, count: int, runner: asyncio.Runner) -> Device:
    runner.run(furnish(home))
    return Device(home, drafts.profile_with(home, count, SECRET), runner)


def _opening(devices: dict[int, Device], rounds: int) -> Result:
    costs: dict[int, dict[str, list[float]]] = {}
    for count, device in devices.items():
        works = {"key": device.derives, "store": device.opens_store, "profile": device.opens_profile}
        costs[count] = interleaved(works, rounds if count == MOST else 3)
    most = costs[MOST]
    figures = [
        Figure(
            f"unlock with {MOST:,} drafts: {what}",
            "the key derivation alone",
            difference(most[key], most["key"]),
            unit="ms more",
            target=50,
            ours=middle(most[key]),
            theirs=middle(most["key"]),
            rounds=rounds,
        )
        for what, key in (("the store", "store"), ("all that the app does", "profile"))
    ]
    names = (("the whole profile", "profile"), ("the store", "store"), ("the key alone", "key"))
    series = {
        name: [(count, spread(cost[key]).median) for count, cost in costs.items()] for name, key in names
    }
    return Result(figures, [Curve("unlock", "Unlocking a profile", "drafts in it", "ms", series)])


def _rows(device: Device, rounds: int) -> list[Figure]:
    """Measure how the screens load their rows, by the app's action."""
    house, run = offline_house(device.home), device.runner.run
    plain = plain_of(run(house.open_profile(device.profile.id, SECRET)).vault, device.home / "plain.db")
    requests = requests_of(house)
    works = {
        "home": lambda: timed(lambda: run(requests.overview())),
        "requests": lambda: timed(lambda: run(requests.listed(Part.DRAFTS, AT_ONCE))),
        "service": lambda: timed(lambda: run(requests.latest_draft(drafts.SERVICE))),
        "plain": lambda: timed(plain.list),
    }
    costs = interleaved(works, rounds)
    plain.connection.close()
    run(house.close())
    what = {
        "home": ("home", "the number of drafts"),
        "requests": (
            "“my requests”",
            f"the {AT_ONCE} that show are opened, to tell how far each is filled in",
        ),
        "service": ("a service", "the latest of its drafts, found in the list of all"),
    }
    return [
        Figure(
            f"what {name} asks for, {MOST:,} drafts",
            "plain SQLite rows",
            ratio(costs[key], costs["plain"]),
            target=2.5,
            ours=middle(costs[key]),
            theirs=middle(costs["plain"]),
            rounds=rounds,
            note=note,
        )
        for key, (name, note) in what.items()
    ]
