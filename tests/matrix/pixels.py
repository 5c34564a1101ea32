"""Colours and ink of a picture."""

from __future__ import annotations

from functools import reduce

from PIL import Image, ImageChops

Colour = tuple[int, int, int]

_FAR = 0.64
"""Of the largest squared distance from the background: the strokes themselves, not their soft rims."""
_BLANK = 300
"""Squared distance under which a rectangle holds nothing but its background."""
_INK = 28
"""Difference in one channel from which a pixel is not background."""


def luminance(colour: Colour) -> float:
    """Relative luminance (WCAG 2.2), 0 to 1."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio (WCAG 2.2), 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def colours(picture: Image.Image) -> list[tuple[int, Colour]]:
    """Count how often each colour occurs."""
    counted = picture.getcolors(picture.width * picture.height)
    assert counted is not None
    return counted  # type: ignore[return-value]


def background(picture: Image.Image) -> Colour:
    """Return the commonest colour."""
    return max(colours(picture))[1]


def foreground(picture: Image.Image, back: Colour) -> Colour | None:
    """Return the commonest colour far from `back`, or None."""
    counted = colours(picture)
    farthest = max(_distance(colour, back) for _, colour in counted)
    if farthest < _BLANK:
        return None
    return max((count, colour) for count, colour in counted if _distance(colour, back) > farthest * _FAR)[1]


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def ink(picture: Image.Image, back: Colour | None = None) -> Image.Image:
    """Mask the pixels that are not background with 255."""
    flat = Image.new("RGB", picture.size, back or background(picture))
    difference = ImageChops.difference(picture, flat)
    strongest = reduce(ImageChops.lighter, difference.split())
    return strongest.point([255 if value > _INK else 0 for value in range(256)])


def runs(mask: Image.Image, *, down: bool, gap: int) -> list[tuple[int, int]]:
    """Return where a mask has something, down or across.

    Runs less than `gap` apart are one.
    """
    lines = mask if down else mask.transpose(Image.Transpose.TRANSPOSE)
    data, width = lines.tobytes(), lines.width
    found: list[tuple[int, int]] = []
    for at in range(lines.height):
        if data.find(b"\xff", at * width, (at + 1) * width) < 0:
            continue
        if found and at - found[-1][1] < gap:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


def changed(before: Image.Image, after: Image.Image, ratio: float) -> int:
    """Count the pixels that differ by at least this contrast."""
    difference = reduce(ImageChops.lighter, ImageChops.difference(before, after).split())
    box = difference.getbbox()
    if box is None:
        return 0
    pairs: dict[tuple[Colour, Colour], int] = {}
    one, other = before.crop(box).tobytes(), after.crop(box).tobytes()
    for at in range(0, len(one), 3):
        a, b = one[at : at + 3], other[at : at + 3]
        if a != b:
            pair = ((a[0], a[1], a[2]), (b[0], b[1], b[2]))
            pairs[pair] = pairs.get(pair, 0) + 1
    return sum(count for (a, b), count in pairs.items() if contrast(a, b) >= ratio)


_FRAME_SIZE = 36
"""CSS pixels."""
_FRAME_SHARE = 0.9


def is_frame(mask: Image.Image, scale: float) -> bool:
    """True if a box has an outline: each side's middle is drawn."""
    if min(mask.width, mask.height) < _FRAME_SIZE * scale:
        return False
    # The corners may be round.
    (left, right), (top, bottom) = ((size // 4, size - size // 4) for size in mask.size)
    thick = max(1, round(scale / 2))
    sides = (
        mask.crop((left, 0, right, thick)),
        mask.crop((left, mask.height - thick, right, mask.height)),
        mask.crop((0, top, thick, bottom)),
        mask.crop((mask.width - thick, top, mask.width, bottom)),
    )
    return all(side.histogram()[255] >= _FRAME_SHARE * side.width * side.height for side in sides)
