"""Which words are said for which are shown, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.models.speech import Piece, Utterance
from services.speech.engines.system import characters
from services.speech.wording import Wording

words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=6)


def test_pieces_run_together_only_where_a_sign_parts_them() -> None:
    pieces = (
        Piece("l’", 0, 2),
        Piece("allocation", 2, 6),
        Piece("12", 7, 9),
        Piece("34", 9, 11),
        Piece(".", 11, 12),
    )
    assert Wording(Utterance("l’AFSS 1234.", pieces, "fr")).said == "l’allocation 12 34."


@pytest.mark.parametrize(
    ("shown", "word"),
    [
        ("Été à l’école déjà", "l’école"),
        ("مرحبا بكم في الصندوق", "الصندوق"),
        ("a 😀👩‍👩‍👧 bien", "😀👩‍👩‍👧"),
        ("x 𞤀𞤣𞤤 y", "𞤀𞤣𞤤"),
    ],
)
def test_any_place_in_a_word_marks_the_word(shown: str, word: str) -> None:
    wording = Wording(Utterance(shown, (Piece(shown, 0, len(shown)),), "fr"))
    start = shown.index(word)
    for position in range(start, start + len(word)):
        assert wording.shown_word(position) == (start, start + len(word))


def test_a_piece_said_otherwise_is_marked_whole() -> None:
    utterance = Utterance(
        "La CNAS, vite", (Piece("La", 0, 2), Piece("Caisse nationale", 3, 7), Piece(", vite", 7, 13)), "fr"
    )
    wording = Wording(utterance)
    for position in range(3, 19):
        assert wording.shown_word(position) in ((3, 7), None)
    assert wording.shown_word(wording.said.index("nationale")) == (3, 7)
    assert wording.shown_word(wording.said.index("vite")) == (9, 13)


def test_beyond_the_end_and_in_spaces_there_is_no_word() -> None:
    wording = Wording(Utterance("a  b", (Piece("a  b", 0, 4),), "fr"))
    assert [wording.shown_word(at) for at in (-1, 1, 2, 4, 99)] == [None] * 5
    assert Wording(Utterance("…", (), "fr")).shown_word(0) is None


@given(st.lists(st.tuples(words, st.booleans(), words), min_size=1, max_size=8))
def test_every_said_character_stands_for_the_piece_it_came_from(parts: list[tuple[str, bool, str]]) -> None:
    shown, pieces = "", []
    for text, as_shown, other in parts:
        pieces.append(Piece(text if as_shown else other, len(shown), len(shown) + len(text)))
        shown += text + " "
    wording = Wording(Utterance(shown, tuple(pieces), "fr"))
    at = 0
    for piece in pieces:
        at = wording.said.index(piece.said, at)
        for position in range(at, at + len(piece.said)):
            assert wording.shown_word(position) == (piece.start, piece.end)
        at += len(piece.said)


@given(st.text(max_size=20), st.integers(0, 20))
def test_utf16_units_are_counted_as_characters(text: str, count: int) -> None:
    head = text[:count]
    assert characters(text, len(head.encode("utf-16-le", "surrogatepass")) // 2) == len(head)
