"""Makes assets/fonts and services/receipts/fonts from the npm packages of the fonts.

    npm install --ignore-scripts @expo-google-fonts/readex-pro @expo-google-fonts/noto-sans \
        @expo-google-fonts/noto-sans-tifinagh
    pip install "fonttools[woff]"
    python scripts/fonts.py node_modules

Readex Pro and Noto Sans Tifinagh are copied whole. Noto Sans, which stands behind Readex Pro for ɛ, ɣ and
rare letters, is cut to the Latin script: 630 kilobytes become 165. Receipts keep fonts of their own
because a web build leaves assets/ out of the Python package.

In a browser Flutter draws the first tenth of a second in its own Roboto, and asks Google for glyphs that it lacks, such
as Arabic ones. So Readex Pro, with the letters of Kabyle that it lacks, takes the place of Roboto.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import merge, subset

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "assets" / "fonts"
# Where Flet's page asks for Flutter's own font.
FIRST = ROOT / "assets" / "assets" / "fonts" / "roboto.woff2"
RECEIPTS = ROOT / "services" / "receipts" / "fonts"

LATIN = [
    *range(0x0020, 0x0370),  # Latin, IPA (ɛ ɣ of Kabyle), modifiers, combining marks
    *range(0x1E00, 0x1F00),  # ḍ ḥ ṛ ṣ ṭ ẓ
    *range(0x2000, 0x2070),  # spaces, dashes, quotes, direction marks
    *range(0x20A0, 0x20D0),  # currencies
    *range(0x2100, 0x2150),  # № ™
]
KABYLE_ALONE = [ord(letter) for letter in "ƐɛƔɣ"]  # The letters of its alphabet that Readex Pro lacks.
COPIED = {
    "readex-pro/400Regular/ReadexPro_400Regular.ttf": "ReadexPro-Regular.ttf",
    "readex-pro/600SemiBold/ReadexPro_600SemiBold.ttf": "ReadexPro-SemiBold.ttf",
    "noto-sans-tifinagh/400Regular/NotoSansTifinagh_400Regular.ttf": "NotoSansTifinagh-Regular.ttf",
}
CUT = {
    "noto-sans/400Regular/NotoSans_400Regular.ttf": "NotoSans-Regular.ttf",
    "noto-sans/600SemiBold/NotoSans_600SemiBold.ttf": "NotoSans-SemiBold.ttf",
}
LICENCES = {
    "readex-pro/LICENSE_FONT": "OFL-ReadexPro.txt",
    "noto-sans/LICENSE_FONT": "OFL-NotoSans.txt",
    "noto-sans-tifinagh/LICENSE_FONT": "OFL-NotoSansTifinagh.txt",
}
IN_RECEIPTS = (
    "NotoSansTifinagh-Regular.ttf",
    "OFL-NotoSansTifinagh.txt",
    "ReadexPro-Regular.ttf",
    "ReadexPro-SemiBold.ttf",
    "NotoSans-Regular.ttf",
    "NotoSans-SemiBold.ttf",
    "OFL-ReadexPro.txt",
    "OFL-NotoSans.txt",
)


def main(node_modules: Path) -> None:
    packages = node_modules / "@expo-google-fonts"
    for folder in (ASSETS, RECEIPTS):
        folder.mkdir(parents=True, exist_ok=True)
    for source, name in (COPIED | LICENCES).items():
        shutil.copyfile(packages / source, ASSETS / name)
    for source, name in CUT.items():
        cut(packages / source, ASSETS / name, LATIN, ["*"])
    join(ASSETS / "ReadexPro-Regular.ttf", ASSETS / "NotoSans-Regular.ttf", FIRST)
    for name in IN_RECEIPTS:
        shutil.copyfile(ASSETS / name, RECEIPTS / name)


def cut(source: Path, target: Path, characters: list[int], features: list[str]) -> None:
    options = subset.Options(
        layout_features=features, notdef_outline=True, name_IDs=["*"], drop_tables=["DSIG"]
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def join(font: Path, other: Path, target: Path) -> None:
    """Write `font` with the letters of Kabyle that only `other` has; both have 1000 units to the em."""
    with TemporaryDirectory() as folder:
        letters = Path(folder) / "letters.ttf"
        cut(other, letters, KABYLE_ALONE, [])
        joined = merge.Merger().merge([str(font), str(letters)])
    joined.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    joined.save(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
