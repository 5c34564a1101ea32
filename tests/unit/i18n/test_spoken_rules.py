"""What holds for every text: nothing shown is left out, nothing is said twice, offsets are true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from i18n import LANGUAGES, Words, abbreviations
from i18n.spoken import sentences, utterances
from ministry.catalogue.loader import LoadedCatalogue, load
from scripts import i18n_tools as tools
from services.forms.numbers import written_number
from services.letters import is_invisible
from services.models.speech import Utterance
from tests.unit.ministry_catalogue.texts import walk

_languages = st.sampled_from(list(LANGUAGES))
_likely = st.text(alphabet="aéZQCNSA7 09.,:;/-–•()+%°'’@\u202f\u200f\u2066\u2069\nبالسؤ٣ɣṭⴰ…?!", max_size=60)
_texts = st.text() | _likely
_TATWEEL = "\u0640"
"""A letter to Unicode; nobody hears it."""

_UNEXPLAINED = re.compile(r"(?<!\w)[BCDFGHJ-NP-TV-XZ]{2,}(?!\w)")


def _uncovered(utterance: Utterance) -> list[str]:
    covered = {place for piece in utterance.pieces for place in range(piece.start, piece.end)}
    return [
        sign
        for place, sign in enumerate(utterance.shown)
        if sign.isalnum() and sign != _TATWEEL and not is_invisible(sign) and place not in covered
    ]


@given(_texts, _languages)
def test_pieces_are_in_order_and_leave_no_letter_or_digit_out(text: str, language: str) -> None:
    for utterance in utterances(text, language):
        ends = [0]
        for piece in utterance.pieces:
            assert ends[-1] <= piece.start < piece.end <= len(utterance.shown)
            assert piece.said.strip()
            ends.append(piece.end)
        assert _uncovered(utterance) == []


@given(_texts, _languages)
def test_what_is_shown_is_the_text_but_for_white_space(text: str, language: str) -> None:
    shown = "".join(utterance.shown for utterance in utterances(text, language))
    assert "".join(shown.split()) == "".join(text.split())


@given(st.text(alphabet="[]<>{}a1 &"), _languages)
def test_nothing_that_somebody_typed_is_taken_for_phonemes_or_markup(text: str, language: str) -> None:
    said = "".join(piece.said for found in utterances(text, language) for piece in found.pieces)
    assert not set("[]<>{}&") & set(said)


@example(".\r\u2069 ")
@given(_texts)
def test_a_sentence_is_one_sentence(text: str) -> None:
    assert all(sentences(sentence) == [sentence] for sentence in sentences(text))


@given(st.text(alphabet="0123456789", min_size=10, max_size=24), _languages)
def test_an_identifier_keeps_its_digits_in_groups_of_two_or_three(digits: str, language: str) -> None:
    said = "".join(piece.said for found in utterances(digits, language) for piece in found.pieces)
    assert re.findall(r"\d", said) == list(digits)
    assert {len(group.split()) for group in re.split("[,،]", said)} <= {2, 3}


@given(st.integers(0, 999_999_999), st.sampled_from(["ar", "fr", "en"]))
def test_a_number_as_the_language_writes_it_is_said_as_one_number(number: int, language: str) -> None:
    shown = Words(language).number(number)
    said = "".join(piece.said for found in utterances(shown, language) for piece in found.pieces)
    assert said in {str(number), " ".join(str(number))} or number >= 1_000_000
    assert int(said.replace(" ", "").replace(",", "")) == number


@given(
    st.from_regex(r"[1-9][0-9]{0,2}([.,\u066b\u066c][0-9]{1,4}){1,2}", fullmatch=True),
    st.sampled_from(["", " DA", " %"]),
)
def test_a_number_is_said_as_a_form_reads_it(shown: str, unit: str) -> None:
    read = written_number(shown + unit)
    if read is None or read >= 10**9:
        return
    for language, point in (("ar", " فاصلة "), ("fr", ","), ("en", ".")):
        said = "".join(piece.said for found in utterances(shown + unit, language) for piece in found.pieces)
        assert re.match(r"[\d.,]+(?: فاصلة \d+)?", said)[0] == str(read).replace(".", point)  # type: ignore[index]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["ar", "fr", "en"]))
def test_a_short_date_is_said_as_the_long_one(day: date, language: str) -> None:
    words = Words(language)
    said = "".join(
        piece.said for found in utterances(words.date(day, "short"), language) for piece in found.pieces
    )
    assert said.replace("1er ", "1 ") == words.date(day, "long")


def _catalogue_texts(language: str) -> Iterator[str]:
    catalogue = tools.read(language)
    assert catalogue is not None
    for entry in catalogue:
        ids = entry.id if isinstance(entry.id, list | tuple) else [entry.id]
        strings = entry.string if isinstance(entry.string, list | tuple) else [entry.string]
        yield from (text for text in (ids if language == "en" else strings) if entry.id and text)


@pytest.fixture(scope="module")
def published() -> LoadedCatalogue:
    return load()


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_text_of_the_app_is_said_whole_and_without_bare_abbreviations(
    language: str, published: LoadedCatalogue
) -> None:
    texts = [*_catalogue_texts(language)]
    texts += [words.text[language] for words in walk(published.document) if language in words.text]
    assert texts
    for text in texts:
        for utterance in utterances(text, language):
            assert _uncovered(utterance) == [], text
            for piece in utterance.pieces:
                assert not _UNEXPLAINED.search(piece.said), text
                assert not abbreviations.PATTERN.search(piece.said), text


def test_every_abbreviation_has_its_words_in_each_language() -> None:
    for language in ("ar", "fr", "en"):
        assert [short for short, full in abbreviations.full_forms(language).items() if not full.strip()] == []


def test_the_full_forms_are_those_that_the_ministry_publishes(published: LoadedCatalogue) -> None:
    agencies = published.document["agencies"].values()
    assert agencies
    for agency in agencies:
        for language in ("ar", "fr", "en"):
            full = abbreviations.full_forms(language)[agency["short"]]
            assert full in agency["name"][language]
