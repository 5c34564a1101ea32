"""The few words that the voice needs besides those shown: signs, letters, and what is made of numbers.

Arabic words carry vowel signs where espeak-ng would leave the vowels out.
"""

from __future__ import annotations

from dataclasses import dataclass

SCRIPT_LANGUAGES = {"LATIN": "fr", "ARABIC": "ar", "TIFINAGH": "kab"}
"""The language that reads a word of another script than its text. Latin names and addresses are French in Algeria."""


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """`signs` are said wherever they stand; what is not listed there is silent."""

    script: str
    comma: str
    hidden: str
    """The word for digits that are masked."""
    point: str
    """The sign of decimals as the engine needs it: a sign that it knows, or a word."""
    group_signs: str
    """What parts the thousands, besides spaces, as written in this language."""
    decimal_sign: str
    minus: str
    plus: str
    to: str
    """Between the ends of a range."""
    percent: str
    address_point: str
    signs: dict[str, str]
    letters: dict[str, str]
    """Names of Latin letters for a voice that reads another script; empty where the voice knows them."""


# As Arabic writes foreign initials. All differ for the ear where references need it (G, J, and no B beside P).
_ARABIC_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            "إيه",
            "بي",
            "سي",
            "دي",
            "إي",
            "إف",
            "جي",
            "إتش",
            "آي",
            "جاي",
            "كيه",
            "إل",
            "إم",
            "إن",
            "أو",
            "بي",
            "كيو",
            "آر",
            "إس",
            "تي",
            "يو",
            "في",
            "دبليو",
            "إكس",
            "واي",
            "زَد",
        ),
        strict=True,
    )
)

_FRENCH = SpokenWords(
    script="LATIN",
    comma=",",
    hidden="chiffres masqués",
    point=",",
    group_signs="",
    decimal_sign=",",
    minus="moins",
    plus="plus",
    to="à",
    percent="pour cent",
    address_point="point",
    signs={"@": "arobase", "&": "et", "+": "plus", "=": "égale", "€": "euros", "°": "degrés"},
    letters={},
)

SPOKEN_WORDS = {
    "ar": SpokenWords(
        script="ARABIC",
        comma="،",
        hidden="أرقام مَخفيّة",
        point=" فاصلة ",
        group_signs=".",
        decimal_sign=",",
        minus="ناقِص",
        plus="زائِد",
        to="إلى",
        percent="بالمائة",
        address_point="نُقطة",
        signs={"@": "آت", "&": "و", "+": "زائِد", "=": "يُساوي", "€": "يورو", "°": "دَرَجة"},
        letters=_ARABIC_LETTERS,
    ),
    "fr": _FRENCH,
    "en": SpokenWords(
        script="LATIN",
        comma=",",
        hidden="hidden digits",
        point=".",
        group_signs=",",
        decimal_sign=".",
        minus="minus",
        plus="plus",
        to="to",
        percent="per cent",
        address_point="dot",
        signs={"@": "at", "&": "and", "+": "plus", "=": "equals", "€": "euros", "°": "degrees"},
        letters={},
    ),
}

NUMBERS_IN = {"ar": "ar", "fr": "fr", "en": "en", "kab": "fr"}
"""No source gives the numbers and signs of Kabyle as they are said: they are said in French, as its readers do."""

SPELLED = frozenset({"JPEG", "PIN", "USB"})
"""Said letter by letter though they could be read as words."""

FRENCH_ORDINALS = {
    "1er": "premier", "1re": "première", "1ère": "première", "2e": "deuxième", "3e": "troisième",
    "4e": "quatrième", "5e": "cinquième", "6e": "sixième", "7e": "septième", "8e": "huitième",
    "9e": "neuvième", "10e": "dixième",
}  # fmt: skip
