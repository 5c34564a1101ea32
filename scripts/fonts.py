"""Make assets/fonts and ministry/fonts from the npm packages of the fonts.

    npm install --ignore-scripts @expo-google-fonts/readex-pro @expo-google-fonts/noto-sans \
        @expo-google-fonts/noto-sans-tifinagh @expo-google-fonts/noto-sans-arabic \
        @expo-google-fonts/ibm-plex-sans-arabic
    pip install "fonttools[woff]"
    python scripts/fonts.py node_modules

Readex Pro and Noto Sans Tifinagh are copied whole. For the app, Noto Sans, the fallback of Readex Pro for ɛ, ɣ and
rare letters, is cut to the Latin script: 630 kilobytes become 165. Letters of the ministry have it whole, IBM Plex
Sans Arabic for ڨ پ گ چ and other letters, and Noto Sans Arabic. Noto Sans Arabic has all of them but draws many in
two parts: from such a part and its dots some programs copy a letter twice.

In a browser the first tenth of a second is drawn in the font that Flutter calls Roboto, until the theme is there.
Flutter asks a server of Google for what that font lacks, as Arabic. So Readex Pro takes its place, joined with the
letters of Kabyle that it lacks.
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
LETTERS = ROOT / "ministry" / "fonts"

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
LETTERS_ONLY = {
    "noto-sans/400Regular/NotoSans_400Regular.ttf": "NotoSans-Regular.ttf",
    "noto-sans/600SemiBold/NotoSans_600SemiBold.ttf": "NotoSans-SemiBold.ttf",
    "noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf": "NotoSansArabic-Regular.ttf",
    "ibm-plex-sans-arabic/400Regular/IBMPlexSansArabic_400Regular.ttf": "IBMPlexSansArabic-Regular.ttf",
    "ibm-plex-sans-arabic/600SemiBold/IBMPlexSansArabic_600SemiBold.ttf": "IBMPlexSansArabic-SemiBold.ttf",
    "ibm-plex-sans-arabic/LICENSE_FONT": "OFL-IBMPlexSansArabic.txt",
    "noto-sans-arabic/LICENSE_FONT": "OFL-NotoSansArabic.txt",
}


def main(node_modules: Path) -> None:
    packages = node_modules / "@expo-google-fonts"
    for folder, files in ((ASSETS, COPIED | LICENCES), (LETTERS, COPIED | LICENCES | LETTERS_ONLY)):
        folder.mkdir(parents=True, exist_ok=True)
        for source, name in files.items():
            shutil.copyfile(packages / source, folder / name)
    for source, name in CUT.items():
        cut(packages / source, ASSETS / name, LATIN, ["*"])
    join(ASSETS / "ReadexPro-Regular.ttf", ASSETS / "NotoSans-Regular.ttf", FIRST)


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
    """Write `font` with the letters of Kabyle that only `other` has.

    Both count 1000 units to the em.
    """
    with TemporaryDirectory() as folder:
        letters = Path(folder) / "letters.ttf"
        cut(other, letters, KABYLE_ALONE, [])
        joined = merge.Merger().merge([str(font), str(letters)])
    joined.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    joined.save(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
