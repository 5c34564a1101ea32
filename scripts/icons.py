"""The application's mark, ق in Readex Pro, drawn in every size that Flet asks for. Run from anywhere.

    python scripts/icons.py

Android's launchers cut their own shape out of an icon, so icon_android.png and the maskable ones fill the
square and keep the letter inside the middle two thirds; all others have round corners of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ASSETS = Path(__file__).parent.parent / "assets"
FONT = ASSETS / "fonts" / "ReadexPro-SemiBold.ttf"
PRIMARY = "#0A5A4B"
LETTER = "ق"
_FINER = 4


@dataclass(frozen=True)
class Icon:
    """`mark` is the coloured square's part of the picture, `letter` the letter's part of that square."""

    name: str
    size: int
    mark: float = 1.0
    letter: float = 0.62
    round_corners: bool = True


ICONS = (
    Icon("icon.png", 512),
    Icon("icon_android.png", 512, letter=0.44, round_corners=False),
    Icon("favicon.png", 64),
    Icon("icons/apple-touch-icon-192.png", 192, round_corners=False),
    Icon("icons/icon-192.png", 192),
    Icon("icons/icon-512.png", 512),
    Icon("icons/icon-maskable-192.png", 192, letter=0.44, round_corners=False),
    Icon("icons/icon-maskable-512.png", 512, letter=0.44, round_corners=False),
    Icon("splash.png", 768, mark=0.5),
    # Android 12 shows the middle 768 of 1152 pixels, cut to a circle.
    Icon("splash_android.png", 1152, mark=0.44),
)


def draw(icon: Icon) -> Image.Image:
    side = icon.size * _FINER
    picture = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(picture)
    edge = side * (1 - icon.mark) / 2
    square = (edge, edge, side - edge - 1, side - edge - 1)
    if icon.round_corners:
        pen.rounded_rectangle(square, radius=side * icon.mark * 0.22, fill=PRIMARY)
    else:
        pen.rectangle(square, fill=PRIMARY)
    _write(pen, side, side * icon.mark * icon.letter)
    return picture.resize((icon.size, icon.size), Image.Resampling.LANCZOS)


def _write(pen: ImageDraw.ImageDraw, side: int, height: float) -> None:
    """Draw the letter, its ink `height` high and in the middle.

    Its own metrics would set it too low.
    """
    trial = ImageFont.truetype(str(FONT), 1000)
    left, top, right, bottom = trial.getbbox(LETTER)
    font = ImageFont.truetype(str(FONT), round(1000 * height / max(bottom - top, right - left)))
    left, top, right, bottom = font.getbbox(LETTER)
    at = ((side - left - right) / 2, (side - top - bottom) / 2)
    pen.text(at, LETTER, font=font, fill="#FFFFFF")


if __name__ == "__main__":
    for icon in ICONS:
        path = ASSETS / icon.name
        path.parent.mkdir(exist_ok=True)
        draw(icon).save(path, optimize=True)
