"""Two sets of photographs with nothing in common: one to set the checker's limits, one to measure it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from services.photographs import Problem
from tests.photographs.papers import KINDS, Type
from tests.photographs.scenes import Scene, extent


@dataclass(frozen=True)
class Kind:
    """What a set is made of; the two sets share no surface, no font and no seed."""

    name: str
    surfaces: tuple[str, ...]
    fonts: Type
    first_seed: int


CALIBRATION = Kind("calibration", ("wood", "cloth", "white table", "grey desk"), Type(), 1_000)
HELD_OUT = Kind(
    "held-out",
    ("tiles", "tablecloth", "pale wood", "light table"),
    Type("NotoSans-Regular.ttf", "ReadexPro-SemiBold.ttf"),
    500_000,
)


@dataclass(frozen=True)
class Case:
    defect: str
    severity: str
    expected: Problem | None
    """None for a good picture."""
    scene: Scene


def cases(kind: Kind, each: int, size: int = 1600) -> Iterator[Case]:
    """Yield every defect in every severity, and many good pictures.

    Each severity `each` times, good ones ten times as often.
    """
    for number in range(10 * each):
        yield Case("good", "", None, good(kind, number, size))
    number = 10_000
    for defect, severity, expected, change in _DEFECTS:
        for _ in range(each):
            number += 1
            scene = good(kind, number, size)
            yield Case(defect, severity, expected, _changed(scene, change, random.Random(number)))


def good(kind: Kind, number: int, size: int = 1600) -> Scene:
    """Make a picture to keep, as taken on a kitchen table."""
    seed = kind.first_seed + number
    chance = random.Random(seed)
    of = KINDS[number % len(KINDS)]
    lying = of == "card" or chance.random() < 0.08
    short = size * 3 // 4
    return Scene(
        kind=of,
        language=("fr", "ar")[number // len(KINDS) % 2],
        surface=chance.choice(kind.surfaces),
        seed=seed,
        fonts=kind.fonts,
        fill=chance.uniform(0.82 if lying and of != "card" else 0.72, 0.91),
        turn=chance.uniform(-6, 6),
        slant=chance.uniform(0, 0.02),
        gradient=chance.uniform(0, 0.3),
        shadow=chance.choice((0, 0, 0.15, 0.3)),
        gain=chance.uniform(0.85, 1.12),
        blur=chance.uniform(0, 0.6),
        noise=chance.uniform(1.5, 5),
        quality=chance.randint(72, 92),
        size=(size, short) if lying else (short, size),
    )


_DEFECTS: tuple[tuple[str, str, Problem, dict[str, object]], ...] = (
    ("out of focus", "slight", Problem.BLURRED, {"blur": 1.8}),
    ("out of focus", "clear", Problem.BLURRED, {"blur": 2.8}),
    ("out of focus", "severe", Problem.BLURRED, {"blur": 4.5}),
    ("moved", "slight", Problem.BLURRED, {"motion": 6, "motion_angle": "any"}),
    ("moved", "clear", Problem.BLURRED, {"motion": 10, "motion_angle": "any"}),
    ("moved", "severe", Problem.BLURRED, {"motion": 18, "motion_angle": "any"}),
    ("dark", "slight", Problem.TOO_DARK, {"gain": 0.42, "noise": 5.0}),
    ("dark", "clear", Problem.TOO_DARK, {"gain": 0.28, "noise": 7.0}),
    ("dark", "severe", Problem.TOO_DARK, {"gain": 0.15, "noise": 9.0}),
    ("washed out", "slight", Problem.TOO_BRIGHT, {"gain": 1.5, "veil": 0.5}),
    ("washed out", "clear", Problem.TOO_BRIGHT, {"gain": 1.6, "veil": 0.65}),
    ("washed out", "severe", Problem.TOO_BRIGHT, {"gain": 1.8, "veil": 0.8}),
    ("glare", "slight", Problem.GLARE, {"glare": 0.05, "glare_at": "any"}),
    ("glare", "clear", Problem.GLARE, {"glare": 0.09, "glare_at": "any"}),
    ("glare", "severe", Problem.GLARE, {"glare": 0.16, "glare_at": "any"}),
    ("cropped", "slight", Problem.EDGES_CUT, {"shift": 0.04}),
    ("cropped", "clear", Problem.EDGES_CUT, {"shift": 0.1}),
    ("cropped", "severe", Problem.EDGES_CUT, {"shift": 0.25}),
    ("cropped", "all around", Problem.EDGES_CUT, {"fill": 1.5}),
    ("far", "slight", Problem.TOO_FAR, {"fill": 0.42}),
    ("far", "clear", Problem.TOO_FAR, {"fill": 0.33}),
    ("far", "severe", Problem.TOO_FAR, {"fill": 0.25}),
    ("sideways", "", Problem.SIDEWAYS, {"turn": "quarter"}),
    ("upside down", "", Problem.UPSIDE_DOWN, {"turn": "half"}),
    ("blank", "back of a sheet", Problem.BLANK, {"kind": "back"}),
    ("blank", "table alone", Problem.BLANK, {"kind": None}),
    ("blank", "covered lens", Problem.BLANK, {"covered": True}),
)


def _changed(scene: Scene, change: dict[str, object], chance: random.Random) -> Scene:
    named = dict(change)
    if "motion_angle" in named:
        named["motion_angle"] = chance.uniform(0, 180)
    if "glare_at" in named:
        named["glare_at"] = (chance.uniform(0.15, 0.85), chance.uniform(0.12, 0.85))
    if "turn" in named:
        around = {"half": 180, "quarter": chance.choice((90, -90))}
        named["turn"] = scene.turn + around[str(named["turn"])]
    if isinstance(beyond := named.pop("shift", None), float):
        named["shift"] = _beyond(scene, beyond, chance)
    if named.get("kind", "") == "back" and scene.kind == "card":
        named["size"] = scene.size[::-1]
    return replace(scene, **named)  # type: ignore[arg-type]


def _beyond(scene: Scene, part: float, chance: random.Random) -> tuple[float, float]:
    """Return the shift that puts `part` of the paper outside."""
    margins = [(1 - side) / 2 / side for side in extent(scene)]
    along = chance.choice(((1, 0), (0, 1), (1, 1)))
    across, down = (
        axis * chance.choice((1, -1)) * (margin + part) for axis, margin in zip(along, margins, strict=True)
    )
    return across, down
