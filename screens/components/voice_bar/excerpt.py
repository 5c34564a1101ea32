"""What the bar shows of a long sentence: the words around the one being said."""

from __future__ import annotations

import re

from screens.state import Sentence


def excerpt(sentence: Sentence, most: int) -> tuple[str, str, str]:
    """Return what is before the word, the word, what is after it.

    About `most` words, a page at a time, so that they rarely move. All of the sentence where no word is marked: an
    engine that tells no words would leave the rest unseen.
    """
    shown, start, end = sentence.shown, sentence.start, sentence.end
    if start == end:
        return shown, "", ""
    words = [match.span() for match in re.finditer(r"\S+", shown)]
    place = next((index for index, (_, stop) in enumerate(words) if stop > start), 0)
    first = place // max(most, 1) * max(most, 1)
    last = min(first + max(most, 1), len(words)) - 1
    begin = min(words[first][0], start)
    stop = max(words[last][1], end)
    return shown[begin:start], shown[start:end], shown[end:stop]
