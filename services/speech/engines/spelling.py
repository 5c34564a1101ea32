"""Kabyle for an engine that does not know it: each stretch between signs is given as phonemes.

The signs stay as they are: the engine makes its pauses and its melody from them.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

_RULES = "services.speech.kabyle"
_STRETCH = re.compile(r"[^.,;:!?…()«»\"\n]+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Speller:
    """`phonemes` gives espeak-ng's mnemonics for a text; `base_voice` is the voice that says them."""

    phonemes: Callable[[str], str]
    base_voice: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """`places`: (offset in `text`, offset in what was written), both rising."""

    text: str
    places: tuple[tuple[int, int], ...]

    def written(self, position: int) -> int:
        """Return the written offset of the word at `position` of `text`."""
        index = bisect_right(self.places, position, key=lambda place: place[0]) - 1
        return self.places[max(index, 0)][1] if self.places else 0


def kabyle_speller() -> Speller | None:
    if importlib.util.find_spec(_RULES) is None:
        return None
    rules = importlib.import_module(_RULES)
    return Speller(rules.phonemes, rules.BASE_VOICE)


def spell(written: str, speller: Speller) -> Spelling:
    text = ""
    places: list[tuple[int, int]] = []
    end = 0
    for stretch in _STRETCH.finditer(written):
        text += written[end : stretch.start()] + " "
        end = stretch.end()
        opened = False
        for word in _WORD.finditer(stretch.group()):
            sounds = speller.phonemes(word.group())
            if sounds:
                text += " " if opened else "[["
                opened = True
                places.append((len(text), stretch.start() + word.start()))
                text += sounds
        text += "]]" if opened else ""
    return Spelling(text + written[end:], tuple(places))
