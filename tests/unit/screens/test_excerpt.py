"""The words that the bar of the voice shows of a sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from screens.components.voice_bar.excerpt import excerpt
from screens.state import Sentence

SENTENCE = Sentence("one two three four five six seven", 0, 0)
WORDS = st.lists(st.text("abcdé", min_size=1, max_size=8), min_size=1, max_size=30)


def marked(word: str) -> Sentence:
    start = SENTENCE.shown.index(word)
    return replace(SENTENCE, start=start, end=start + len(word))


def test_all_of_it_where_no_word_is_marked() -> None:
    assert excerpt(SENTENCE, 2) == (SENTENCE.shown, "", "")


def test_words_stay_where_they_are_until_the_page_is_full() -> None:
    assert excerpt(marked("one"), 3) == ("", "one", " two three")
    assert excerpt(marked("three"), 3) == ("one two ", "three", "")
    assert excerpt(marked("four"), 3) == ("", "four", " five six")
    assert excerpt(marked("seven"), 3) == ("", "seven", "")


@given(WORDS, st.data(), st.integers(-1, 9))
def test_the_marked_word_is_shown_among_few_others_as_they_stand(
    words: list[str], data: st.DataObject, most: int
) -> None:
    shown = " ".join(words)
    start, end = data.draw(st.sampled_from([match.span() for match in re.finditer(r"\S+", shown)]))
    before, word, after = excerpt(Sentence(shown, start, end), most)
    assert word == shown[start:end]
    assert before + word + after in shown
    assert len((before + word + after).split()) <= max(most, 1)
