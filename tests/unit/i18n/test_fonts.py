"""No glyph may be missing: without a network no other font replaces the bundled ones."""

import unicodedata
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from i18n import LANGUAGES, tools

ROOT = Path(__file__).parents[3]
FONTS = ROOT / "assets" / "fonts"
STACKS = {
    "regular": ("ReadexPro-Regular.ttf", "NotoSans-Regular.ttf", "NotoSansTifinagh-Regular.ttf"),
    "semibold": ("ReadexPro-SemiBold.ttf", "NotoSans-SemiBold.ttf", "NotoSansTifinagh-Regular.ttf"),
}
CATALOGUE = [*sorted((ROOT / "ministry").rglob("*.yaml")), *sorted((ROOT / "ministry").rglob("*.csv"))]


@cache
def letters(name: str) -> frozenset[int]:
    return frozenset(TTFont(FONTS / name).getBestCmap())


def missing(text: str, stack: tuple[str, ...]) -> set[str]:
    """Return characters without a glyph; controls and line ends need none."""
    known = frozenset().union(*(letters(name) for name in stack))
    return {c for c in text if ord(c) not in known and unicodedata.category(c) != "Cc"}


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
class TestCoverage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_catalogue(self, language: str, stack: tuple[str, ...]) -> None:
        assert missing(tools.po_path(language).read_text("utf-8"), stack) == set()

    def test_endonyms(self, stack: tuple[str, ...]) -> None:
        assert missing("".join(language.endonym for language in LANGUAGES.values()), stack) == set()

    @pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.name)
    def test_what_the_ministry_publishes(self, path: Path, stack: tuple[str, ...]) -> None:
        assert missing(path.read_text("utf-8"), stack) == set()

    def test_kabyle_orthography_numbers_and_direction_marks(self, stack: tuple[str, ...]) -> None:
        needed = "ɛƐɣƔḍḌḥḤṛṚṣṢṭṬẓẒčČǧǦ ⵜⴰⵎⴰⵣⵉⵖⵜ 0123456789 • – … ’ ، ؟ ٪"
        marks = "\u00a0\u202f\u200e\u200f\u2066\u2068\u2069"
        assert missing(needed + marks, stack) == set()
