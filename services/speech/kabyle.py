"""Kabyle read aloud by rules, since no engine speaks it: orthography to espeak-ng phonemes. Experimental.

No native speaker has judged the result; the screen that offers this voice says so (`EngineVoice.experimental`).

The spelling is the usual Latin one (M. Mammeri 1967; INALCO, recommendations of 1996 and 1998), which writes
phonemes and leaves to the reader what a neighbour does to them. What is read into it here:

- b d g k t are spirants (β ð ʝ ç θ), and stops when doubled or after certain consonants: `_STOP_AFTER`
  (K. Naït-Zerrad, "Sur la notation usuelle du berbère", INALCO 1998, revised by S. Chaker 2002; its
  list for g after r differs between regions);
- ḍ is a spirant, ḍḍ is heard as ṭṭ (A. Hanoteau, "Essai de grammaire kabyle", 1858; still so);
- a, i, u open beside an emphatic or a uvular.

Not read into it: the assimilations between words, labio-velars where no sign writes them, tt as [ts], which
the spelling does not tell from [tt], ww and yy as [bb] and [gg] (in many places), and regional variants. Of the degree
to which vowels open the sources are unsure.
"""

from __future__ import annotations

import re
import unicodedata

BASE_VOICE = "ar"
"""The voice of espeak-ng whose phoneme table has ħ, ʕ, χ, ɣ, q and emphatics besides the spirants."""

SEPARATOR = "|"
"""Put between two phonemes, lest espeak-ng takes "t" and "S" for "tS"."""

_LONG = ":"
_PAUSE = "_:"

_TIFINAGH = str.maketrans(
    dict(
        zip(
            "ⴰⴱⴲⵛⵞⴷⴸⴹⴻⴼⴳⴴⴵⵀⵃⵉⵊⴽⴿⵍⵎⵏⵓⵒⵇⵔⵕⵙⵚⵜⵝⵟⵠⵡⵅⵢⵣⵥⵖⵄⵯ",
            "abbcčddḍefggǧhḥijkklmnupqrṛsṣttṭvwxyzẓɣɛʷ",
            strict=True,
        )
    )
)
_LOOK_ALIKES = str.maketrans("εγğ", "ɛɣǧ")
"""Greek letters and the Turkish ğ, which older texts use for want of the right ones."""

_SOUNDS = {
    "a": "a", "b": "B", "c": "S", "č": "tS", "d": "D", "ḍ": "Z", "e": "@", "f": "f", "g": "J^", "ǧ": "dZ",
    "h": "h", "ḥ": "H", "i": "i", "j": "Z;", "k": "C", "l": "l", "ḷ": "L", "m": "m", "n": "n", "o": "o",
    "p": "p", "q": "q", "r": "R", "ṛ": "R", "s": "s", "ṣ": "s[", "t": "T", "ţ": "ts", "ṭ": "t[", "u": "u",
    "v": "v", "w": "w", "x": "X", "y": "j", "z": "z", "ẓ": "z", "ɣ": "gH", "ɛ": "A", "ʷ": "w",
}  # fmt: skip
"""Z is the Arabic voice's ظ [ðˤ], gH its غ, A its ع, X its خ, Z; its ج. It has no [zˤ] and no [rˤ]: there
only the open vowel beside tells."""

_STOPS = {"b": "b", "d": "d", "g": "g", "k": "k", "t": "t"}
_DOUBLED = {**_STOPS, "ḍ": "t["}
_STOP_AFTER = {"b": "m", "d": "ln", "g": "bjrzɛ", "k": "bcfḥlnrsɛ", "t": "ln"}

_OPEN_VOWELS = {"a": "a.", "i": "e", "u": "o"}
_OPENING = frozenset("ḍṭṣẓṛḷqɣx")

PHONEMES = frozenset(_SOUNDS.values()) | frozenset(_DOUBLED.values()) | frozenset(_OPEN_VOWELS.values())
"""Every mnemonic that is produced; a consonant may be followed by ":" for a doubled one."""

_WORD_OR_PAUSE = re.compile(r"(?P<pause>[,.;:!?…–—()]+)|[^\W_]+")
_LETTER_RUN = re.compile(r"(.)\1*", re.DOTALL)
_VOWELS = frozenset("aeiou")


def phonemes(text: str) -> str:
    """Return the text in phonemes of espeak-ng with `BASE_VOICE`.

    They go between `[[` and `]]`. Words are separated by a space, phonemes by `SEPARATOR`; punctuation gives the
    pause "_:". Total: what has no sound in Kabyle (digits, other scripts) is left out. Stress is left to the voice.
    """
    spoken: list[str] = []
    for token in _WORD_OR_PAUSE.finditer(_spelling(text)):
        if not token["pause"]:
            sounds = _word(token[0])
            if sounds:
                spoken.append(SEPARATOR.join(sounds))
        elif spoken and spoken[-1] != _PAUSE:
            spoken.append(_PAUSE)
    return " ".join(spoken[:-1] if spoken and spoken[-1] == _PAUSE else spoken)


def _spelling(text: str) -> str:
    """Reduce text to lower-case letters of the Latin orthography.

    Accents that it does not know are taken off.
    """
    lowered = unicodedata.normalize("NFC", text).lower().translate(_TIFINAGH).translate(_LOOK_ALIKES)
    return "".join(
        letter if letter in _SOUNDS else unicodedata.normalize("NFD", letter)[0]
        for letter in lowered
        if not unicodedata.combining(letter)
    )


def _word(word: str) -> list[str]:
    letters = [letter for letter in word if letter in _SOUNDS]
    runs = [(match[1], len(match[0])) for match in _LETTER_RUN.finditer("".join(letters))]
    sounds: list[str] = []
    for index, (letter, length) in enumerate(runs):
        before = runs[index - 1][0] if index else ""
        after = runs[index + 1][0] if index + 1 < len(runs) else ""
        if letter in _VOWELS:
            opened = before in _OPENING or after in _OPENING
            sounds += [_OPEN_VOWELS.get(letter, _SOUNDS[letter]) if opened else _SOUNDS[letter]] * length
        else:
            sounds.append(_consonant(letter, length, before))
    return sounds


def _consonant(letter: str, length: int, before: str) -> str:
    if length > 1:
        return _DOUBLED.get(letter, _SOUNDS[letter]) + _LONG
    if before and before in _STOP_AFTER.get(letter, ""):
        return _STOPS[letter]
    return _SOUNDS[letter]
