"""Photographs made by code: a paper on a table, seen by a phone held by a hand. The same scene, the same bytes."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.photographs.papers import Type, paper

Point = tuple[float, float]


@dataclass(frozen=True)
class Scene:
    """What is photographed and how. Lengths in pixels of a picture 1600 long, angles in degrees."""

    kind: str | None = "letter"
    """None is the table alone."""
    language: str = "fr"
    surface: str = "wood"
    seed: int = 0
    fonts: Type = field(default_factory=Type)
    fill: float = 0.86
    """How much of the picture's length, or width, the paper takes."""
    turn: float = 0.0
    shift: Point = (0.0, 0.0)
    """The shift of the paper beside the middle, in parts of its own size."""
    slant: float = 0.02
    """How far perspective moves each corner, at most, in parts of the picture's width."""
    gradient: float = 0.15
    """How much darker the darkest place is than the lightest."""
    shadow: float = 0.0
    """How much darker the shadow of hand and phone is than what is around it."""
    gain: float = 1.0
    """Exposure, 1 for a good one."""
    veil: float = 0.0
    """Light that washes everything out, 1 for white."""
    glare: float = 0.0
    """Radius of the spot of reflected light, in parts of the picture's width."""
    glare_at: Point = (0.5, 0.5)
    """Where the spot is, in parts of the paper."""
    blur: float = 0.0
    """Standard deviation."""
    motion: int = 0
    motion_angle: float = 0.0
    noise: float = 3.0
    """Standard deviation in levels of 256, about."""
    quality: int = 85
    size: tuple[int, int] = (1200, 1600)
    covered: bool = False
    """A finger on the lens."""


def photograph(scene: Scene) -> bytes:
    """Take the scene as a JPEG file."""
    out = io.BytesIO()
    picture(scene).save(out, "JPEG", quality=scene.quality)
    return out.getvalue()


def picture(scene: Scene) -> Image.Image:
    chance = random.Random(repr((scene.seed, scene.surface, scene.kind)))
    if scene.covered:
        return _noisy(_finger(scene.size, chance), chance, scene.noise)
    image = SURFACES[scene.surface](scene.size, chance)
    if scene.kind is not None:
        sheet = paper(scene.kind, scene.language, scene.seed, scene.fonts)
        corners = _corners(scene, sheet.size, chance)
        _lay(image, sheet, corners)
    image = ImageChops.multiply(image, _light(scene, chance))
    gain = scene.gain
    veil = 255 * scene.veil
    if (gain, veil) != (1.0, 0.0):
        image = image.point(
            [min(255, round(level * gain * (1 - scene.veil) + veil)) for level in range(256)] * 3
        )
    if scene.glare and scene.kind is not None:
        image = _with_glare(image, scene, corners)
    if scene.blur:
        image = image.filter(ImageFilter.GaussianBlur(scene.blur))
    if scene.motion:
        image = _moved(image, scene.motion, scene.motion_angle)
    return _noisy(image, chance, scene.noise)


def extent(scene: Scene) -> Point:
    """Return how much of the picture's width and height is paper."""
    size = paper(scene.kind or "letter", scene.language, scene.seed, scene.fonts).size
    turned = _turned(scene, size)
    scale = _scale(scene, turned)
    return turned[0] * scale / scene.size[0], turned[1] * scale / scene.size[1]


def _turned(scene: Scene, size: tuple[int, int]) -> Point:
    cos, sin = abs(math.cos(math.radians(scene.turn))), abs(math.sin(math.radians(scene.turn)))
    return cos * size[0] + sin * size[1], sin * size[0] + cos * size[1]


def _scale(scene: Scene, turned: Point) -> float:
    return scene.fill * min(scene.size[0] / turned[0], scene.size[1] / turned[1])


def _corners(scene: Scene, size: tuple[int, int], chance: random.Random) -> list[Point]:
    """Place the paper's corners."""
    angle = math.radians(scene.turn)
    cos, sin = math.cos(angle), math.sin(angle)
    width, height = size
    turned = _turned(scene, size)
    scale = _scale(scene, turned)
    corners = []
    for x, y in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        across, down = x * width * scale, y * height * scale
        shake = scene.slant * scene.size[0]
        corners.append(
            (
                scene.size[0] / 2 + across * cos - down * sin + scene.shift[0] * turned[0] * scale
                + chance.uniform(-shake, shake) * scene.fill,
                scene.size[1] / 2 + across * sin + down * cos + scene.shift[1] * turned[1] * scale
                + chance.uniform(-shake, shake) * scene.fill,
            )
        )  # fmt: skip
    return corners


def _lay(image: Image.Image, sheet: Image.Image, corners: list[Point]) -> None:
    # Paper is never as white as the screen's white: it sends back some 85 % of the light.
    sheet = sheet.point([round(level * 0.86) for level in range(256)] * 3)
    fall = Image.new("L", image.size, 255)
    ImageDraw.Draw(fall).polygon([(x + 4, y + 6) for x, y in corners], fill=165)
    fall = fall.resize((image.width // 4, image.height // 4)).filter(ImageFilter.GaussianBlur(2))
    fall = fall.resize(image.size)
    image.paste(ImageChops.multiply(image, Image.merge("RGB", (fall,) * 3)))
    width, height = sheet.size
    seen = _coefficients(corners, [(0, 0), (width, 0), (width, height), (0, height)])
    laid = sheet.transform(image.size, Image.Transform.PERSPECTIVE, seen, Image.Resampling.BILINEAR)
    mask = Image.new("L", (image.width * 2, image.height * 2))
    ImageDraw.Draw(mask).polygon([(2 * x, 2 * y) for x, y in corners], fill=255)
    image.paste(laid, mask=mask.reduce(2))


def _coefficients(seen: list[Point], flat: list[Point]) -> list[float]:
    """Solve the projective map from picture to sheet, by Gauss's elimination."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]]
    for pivot in range(8):
        best = max(range(pivot, 8), key=lambda row: abs(rows[row][pivot]))
        rows[pivot], rows[best] = rows[best], rows[pivot]
        lead = rows[pivot][pivot]
        rows[pivot] = [value / lead for value in rows[pivot]]
        for row in range(8):
            if row != pivot:
                factor = rows[row][pivot]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[pivot], strict=True)]
    return [row[8] for row in rows]


def _light(scene: Scene, chance: random.Random) -> Image.Image:
    angle = chance.uniform(0, 2 * math.pi)
    dx, dy = math.cos(angle), math.sin(angle)
    grid = Image.new("L", (16, 16))
    for x in range(16):
        for y in range(16):
            along = ((x - 7.5) * dx + (y - 7.5) * dy) / 21 + 0.5
            grid.putpixel((x, y), round(255 * (1 - scene.gradient * along)))
    light = grid.resize(scene.size, Image.Resampling.BICUBIC)
    if scene.shadow:
        small = Image.new("L", (scene.size[0] // 8, scene.size[1] // 8), 255)
        x, y = (chance.uniform(0.2, 0.6) * side for side in small.size)
        box = (x, y, x + small.width * 0.5, small.height * 1.2)
        ImageDraw.Draw(small).rounded_rectangle(box, 12, fill=round(255 * (1 - scene.shadow)))
        small = small.filter(ImageFilter.GaussianBlur(5))
        light = ImageChops.multiply(light, small.resize(scene.size, Image.Resampling.BICUBIC))
    warmth = chance.uniform(0, 0.12)
    bands = [
        light.point([round(level * (1 - warmth * part)) for level in range(256)]) for part in (0, 0.5, 1)
    ]
    return Image.merge("RGB", bands)


def _with_glare(image: Image.Image, scene: Scene, corners: list[Point]) -> Image.Image:
    across, down = scene.glare_at
    weights = ((1 - across) * (1 - down), across * (1 - down), across * down, (1 - across) * down)
    x = sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True)) / 4
    y = sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True)) / 4
    radius = scene.glare * scene.size[0] / 4
    spot = Image.new("L", (scene.size[0] // 4, scene.size[1] // 4))
    ImageDraw.Draw(spot).ellipse((x - radius, y - radius * 0.8, x + radius, y + radius * 0.8), fill=255)
    spot = spot.filter(ImageFilter.GaussianBlur(radius * 0.3)).resize(scene.size, Image.Resampling.BICUBIC)
    spot = spot.point([min(255, round(level * 1.1)) for level in range(256)])
    return ImageChops.screen(image, Image.merge("RGB", (spot,) * 3))


def _moved(image: Image.Image, length: int, angle: float) -> Image.Image:
    dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    sum_ = image
    for step in range(1, length):
        shifted = ImageChops.offset(image, round(step * dx), round(step * dy))
        sum_ = Image.blend(sum_, shifted, 1 / (step + 1))
    return sum_


def _noisy(image: Image.Image, chance: random.Random, deviation: float) -> Image.Image:
    if not deviation:
        return image
    grains = Image.frombytes("L", image.size, chance.randbytes(image.width * image.height))
    # The mean of two uniform samples has a deviation of 52 levels.
    grains = Image.blend(grains, ImageChops.offset(grains, 311, 197), 0.5)
    grains = grains.point([round(128 + (level - 127.5) * deviation / 52) for level in range(256)])
    return ImageChops.add(image, Image.merge("RGB", (grains,) * 3), 1, -128)


def _finger(size: tuple[int, int], chance: random.Random) -> Image.Image:
    level = chance.randint(6, 60)
    image = Image.new("RGB", (8, 8))
    for x in range(8):
        for y in range(8):
            red = max(0, level + chance.randint(-4, 4) + 2 * x)
            image.putpixel((x, y), (red, red // 3, red // 4))
    return image.resize(size, Image.Resampling.BICUBIC)


def _streaks(size: tuple[int, int], chance: random.Random, across: int, down: int) -> Image.Image:
    return Image.frombytes("L", (across, down), chance.randbytes(across * down)).resize(
        size, Image.Resampling.BICUBIC
    )


def _tinted(grey: Image.Image, dark: tuple[int, int, int], light: tuple[int, int, int]) -> Image.Image:
    bands = [
        grey.point([round(low + (high - low) * level / 255) for level in range(256)])
        for low, high in zip(dark, light, strict=True)
    ]
    return Image.merge("RGB", bands)


def _wood(size: tuple[int, int], chance: random.Random) -> Image.Image:
    grain = Image.blend(_streaks(size, chance, 4, 300), _streaks(size, chance, 3, 24), 0.5)
    image = _tinted(grain, (96, 60, 34), (170, 118, 72))
    draw = ImageDraw.Draw(image)
    for y in range(chance.randint(0, 300), size[1], 330):
        draw.line((0, y, size[0], y + chance.randint(-8, 8)), fill=(60, 36, 20), width=4)
    return image


def _cloth(size: tuple[int, int], chance: random.Random) -> Image.Image:
    weave = Image.blend(_streaks(size, chance, 400, 500), _streaks(size, chance, 6, 6), 0.6)
    return _tinted(weave, (22, 26, 44), (52, 58, 84))


def _white_table(size: tuple[int, int], chance: random.Random) -> Image.Image:
    return _tinted(_streaks(size, chance, 5, 5), (196, 196, 194), (214, 213, 210))


def _grey_desk(size: tuple[int, int], chance: random.Random) -> Image.Image:
    grain = Image.blend(_streaks(size, chance, 300, 400), _streaks(size, chance, 8, 8), 0.7)
    return _tinted(grain, (118, 120, 122), (150, 150, 150))


def _tiles(size: tuple[int, int], chance: random.Random) -> Image.Image:
    image = _tinted(_streaks(size, chance, 30, 30), (132, 122, 108), (168, 156, 140))
    draw = ImageDraw.Draw(image)
    for x in range(chance.randint(0, 260), size[0], 420):
        draw.line((x, 0, x, size[1]), fill=(96, 92, 88), width=8)
    for y in range(chance.randint(0, 260), size[1], 420):
        draw.line((0, y, size[0], y), fill=(96, 92, 88), width=8)
    return image


def _tablecloth(size: tuple[int, int], chance: random.Random) -> Image.Image:
    image = _tinted(_streaks(size, chance, 200, 200), (120, 30, 34), (140, 44, 46))
    draw = ImageDraw.Draw(image)
    for x in range(chance.randint(0, 60), size[0], 150):
        draw.line((x, 0, x, size[1]), fill=(190, 170, 160), width=26)
    return image


def _pale_wood(size: tuple[int, int], chance: random.Random) -> Image.Image:
    grain = Image.blend(_streaks(size, chance, 300, 4), _streaks(size, chance, 20, 3), 0.5)
    return _tinted(grain, (158, 130, 96), (196, 170, 132))


SURFACES: dict[str, Callable[[tuple[int, int], random.Random], Image.Image]] = {
    "wood": _wood,
    "cloth": _cloth,
    "white table": _white_table,
    "grey desk": _grey_desk,
    "tiles": _tiles,
    "tablecloth": _tablecloth,
    "pale wood": _pale_wood,
    "light table": lambda size, chance: _tinted(
        _streaks(size, chance, 7, 9), (186, 184, 178), (206, 204, 200)
    ),
}
