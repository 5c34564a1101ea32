"""The expected phonemes of kabyle_words.csv were written by hand from the rules, before the program said them."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import glossary
from services.speech import kabyle

_WORDS = {
    row["word"]: row["phonemes"].split()
    for row in csv.DictReader(Path(__file__).with_name("kabyle_words.csv").read_text("utf-8").splitlines())
}
_NEVER_DOUBLED = {"a", "a.", "e", "i", "o", "u", "@", "ts"}
_ESPEAK = shutil.which("espeak-ng")
_needs_espeak = pytest.mark.skipif(_ESPEAK is None, reason="espeak-ng is not installed: no engine to ask")


def _sourced_words() -> set[str]:
    words: set[str] = set()
    for term in glossary.load():
        if term.confidence in {"high", "medium"}:
            words |= set(re.split(r"[\s()/.,-]+", term.kabyle.lower()))
    return words - {""}


def _sounds(text: str) -> list[str]:
    return kabyle.phonemes(text).replace(" ", kabyle.SEPARATOR).split(kabyle.SEPARATOR)


@pytest.mark.parametrize("word", _WORDS)
def test_word(word: str) -> None:
    assert _sounds(word) == _WORDS[word]


def test_the_words_are_a_hundred_of_the_glossary() -> None:
    assert len(_WORDS) >= 100
    assert set(_WORDS) <= _sourced_words()


def test_every_sourced_word_has_a_sound() -> None:
    assert [word for word in _sourced_words() if not kabyle.phonemes(word)] == []


@pytest.mark.parametrize(
    ("spelling", "same_as"),
    [
        ("Taqbaylit", "taqbaylit"),
        ("TAƔIWANT", "taɣiwant"),
        ("amid\u0323an", "amiḍan"),
        ("taεrabt", "taɛrabt"),
        ("alγu", "alɣu"),
        ("rğu", "rǧu"),
        ("ⵉⵎⴻⵥⵍⴰ", "imeẓla"),
    ],
)
def test_spellings_of_one_word_sound_alike(spelling: str, same_as: str) -> None:
    assert kabyle.phonemes(spelling) == kabyle.phonemes(same_as)


def test_punctuation_is_a_pause_between_words_only() -> None:
    assert kabyle.phonemes("Ih, ala.") == "i|h _: a|l|a"


@given(st.text() | st.text(alphabet="abcčdḍeɛfgǧɣhḥijklmnqrṛsṣtṭuwxyzẓ ,-"))
def test_any_text_gives_known_mnemonics_only(text: str) -> None:
    for word in kabyle.phonemes(text).split():
        if word != "_:":
            assert {sound.removesuffix(":") for sound in word.split(kabyle.SEPARATOR)} <= kabyle.PHONEMES


@given(st.text())
def test_case_makes_no_difference(text: str) -> None:
    assert kabyle.phonemes(text.lower()) == kabyle.phonemes(text)


@pytest.fixture(scope="module")
def understood() -> dict[str, str]:
    """What espeak-ng understood of each mnemonic, asked at once.

    An unknown one has no answer, or a shorter one.
    """
    doubled = {f"{phoneme}:" for phoneme in kabyle.PHONEMES - _NEVER_DOUBLED}
    questions = sorted({*kabyle.PHONEMES, *doubled, *map(kabyle.phonemes, _WORDS)})
    return dict(zip(questions, _answers(questions), strict=True))


def _answers(questions: list[str]) -> list[str]:
    command = [str(_ESPEAK), "-v", kabyle.BASE_VOICE, "-x", "-q", "--stdin"]
    asked = "\n\n".join(f"[[{question}]]" for question in questions)
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, timeout=60)
    return [re.sub(r"[',\s]", "", line) for line in answer.stdout.splitlines() if line.strip()]


@_needs_espeak
def test_espeak_knows_every_phoneme(understood: dict[str, str]) -> None:
    assert {phoneme: understood[phoneme] for phoneme in kabyle.PHONEMES} == {
        phoneme: phoneme for phoneme in kabyle.PHONEMES
    }


@_needs_espeak
@pytest.mark.parametrize("phoneme", sorted(kabyle.PHONEMES - _NEVER_DOUBLED))
def test_espeak_knows_the_doubled_phoneme(phoneme: str, understood: dict[str, str]) -> None:
    assert understood[f"{phoneme}:"] == f"{phoneme}:"


@_needs_espeak
@pytest.mark.parametrize("word", _WORDS)
def test_espeak_takes_the_word_as_it_is_meant(word: str, understood: dict[str, str]) -> None:
    # Beside vowels it writes some doubled phonemes as two.
    assert _twice(understood[kabyle.phonemes(word)]) == _twice("".join(_WORDS[word]))


@_needs_espeak
def test_espeak_refuses_what_it_does_not_know() -> None:
    # Without this, the tests above could pass on an engine that echoes anything.
    assert _answers(["a|G|a"]) != ["aGa"]


def _twice(mnemonics: str) -> str:
    return re.sub(r"([a-zA-Z]):", r"\1\1", mnemonics)
