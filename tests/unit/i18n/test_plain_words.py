"""Every word of the application is plain: short sentences, and no abbreviation without its explanation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import Words
from i18n.field_problems import FIELD_PROBLEMS, describe_field
from i18n.problem_words import PROBLEMS
from i18n.problems import describe
from i18n.terms import terms_in
from scripts.i18n_plain import MOST_WORDS, abbreviations, long_sentences, sentences, word_count
from scripts.i18n_tools import read
from services.models.catalogue import Option, Question, QuestionType
from services.models.form import FieldProblem

EXAMPLE = {"ar": ("مثلًا", "مثال"), "fr": ("par exemple", "Exemple"), "en": ("for example", "For example")}
CHOSEN = {"required_choice", "required_yes_no"}
"""Answers that stand on the screen, below the advice: none of them is an example."""
WITHOUT_NEED_OF_ONE = CHOSEN | {
    "not_an_option",
    "paper_required",
    "paper_refused",
    "too_many_papers",
    "max_length",
    "too_long",
    "device_date",
}
"""What is missing or too much is no answer; how to put it right is said by an example of doing so. Nor is the clock."""


def shown(language: str) -> Iterator[str]:
    """Everything that the catalogue can say, gendered and plural forms included."""
    catalogue = read(language)
    assert catalogue is not None
    for entry in catalogue:
        if entry.id:
            yield from entry.string if isinstance(entry.string, list | tuple) else [entry.string]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_sentence_of_the_application_is_short(language: str) -> None:
    assert [sentence for text in shown(language) for sentence in long_sentences(text)] == []


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_errors_are_as_short_once_their_values_are_filled_in(language: str) -> None:
    words = Words(language)
    said = [describe_field(FieldProblem("q", code), words) for code in FIELD_PROBLEMS]
    for name in PROBLEMS:
        problem = describe(name, words)
        said += [problem.title, problem.text, problem.next_step]
    assert [sentence for text in said for sentence in long_sentences(text)] == []


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_abbreviation_of_the_application_is_explained(language: str) -> None:
    sizes = [Words(language).file_size(size) for size in (5 * 1024, 20 * 1024**2)]
    found = {short for text in [*shown(language), *sizes] for short in abbreviations(text)}
    assert {"PDF", "JPEG", "PNG"} <= found
    assert [short for short in found if not terms_in(short, language)] == []


def _question(kind: QuestionType) -> Question:
    example = {"ar": "بن علي", "fr": "Benali", "en": "Benali"}
    return Question("q", kind, {"ar": "سؤال", "fr": "Question"}, example=example)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("code", sorted(FIELD_PROBLEMS.keys() - CHOSEN))
def test_every_wrong_answer_is_told_with_an_example(code: str, language: str) -> None:
    said = describe_field(FieldProblem("q", code), Words(language), _question(QuestionType.TEXT))
    assert any(mark in said for mark in EXAMPLE[language])


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("code", sorted(FIELD_PROBLEMS.keys() - WITHOUT_NEED_OF_ONE))
def test_advice_shows_a_right_answer(code: str, language: str) -> None:
    question = _question(QuestionType.TEXT)
    assert question.example is not None
    said = describe_field(FieldProblem("q", code), Words(language), question)
    assert question.example[language] in said or any(sign.isdigit() for sign in said)


def test_a_choice_is_asked_for_without_an_example() -> None:
    choice = Question(
        "q",
        QuestionType.ONE_OF,
        {"ar": "لمن؟", "fr": "Pour qui ?"},
        options=[Option("self", {"ar": "لي شخصيًا", "fr": "Pour moi"})],
    )
    missing = FieldProblem("q", "required")
    assert describe_field(missing, Words("fr"), choice).endswith("Choisissez-en une."), "it cannot be written"
    assert describe_field(missing, Words("ar"), choice).endswith("يرجى اختيار إجابة.")
    yes_or_no = Question("q", QuestionType.YES_NO, {"ar": "هل؟", "fr": "Oui ?"})
    assert describe_field(missing, Words("fr"), yes_or_no).endswith("oui ou non.")


def test_advice_without_anything_to_show_stays_whole() -> None:
    place = Question("q", QuestionType.PLACE, {"ar": "أين؟", "fr": "Où ?"})
    half = FieldProblem("q", "required", params={"part": "commune"})
    assert describe_field(half, Words("fr"), place) == "Choisissez la commune, par exemple Bab El Oued."
    whole = describe_field(FieldProblem("q", "required"), Words("fr"), place)
    assert whole == describe_field(FieldProblem("q", "required"), Words("fr"))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_every_error_says_what_to_do(name: str, language: str) -> None:
    assert sentences(describe(name, Words(language)).next_step)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Un. Deux ! Trois ? Quatre… Cinq", ["Un.", "Deux !", "Trois ?", "Quatre…", "Cinq"]),
        ("ما الطلب؟ يُختار جواب. شكرًا", ["ما الطلب؟", "يُختار جواب.", "شكرًا"]),
        ("Allez sur damancom.casnos.dz à 14.30. Merci.", ["Allez sur damancom.casnos.dz à 14.30.", "Merci."]),
        ("Choisissez « Pour qui ? ». Puis envoyez.", ["Choisissez « Pour qui ? ».", "Puis envoyez."]),
        ("Voir l’art. 7 du texte.", ["Voir l’art. 7 du texte."]),
        ("لقب د. حداد", ["لقب د. حداد"]),
        ("Un\nDeux", ["Un", "Deux"]),
        ("Deux points\u00a0: une phrase ; une seule.", ["Deux points\u00a0: une phrase ; une seule."]),
        ("", []),
    ],
)
def test_where_a_sentence_ends(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("La caisse vous répond.", 4),
        ("L’agence n’a pas l’acte d’état civil.", 10),
        ("Envoyez-le aujourd’hui.", 2),
        ("Qu’est-ce qui a changé ?", 5),
        ("وبالوثائق المطلوبة", 2),
        ("يرجى الاكتفاء بـ 200 حرف.", 4),
        ("0550 12 34 56", 1),
        ("Plus de 12\u202f000 pharmacies, soit 100\u00a0%.", 6),
        ("Le 21/11/2026 à 14:05", 4),
        ("Répondez avant le {date}.", 4),
        ("–", 0),
    ],
)
def test_what_a_word_is(sentence: str, count: int) -> None:
    assert word_count(sentence) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("La CNAS et le RIP (CCP).", ["CNAS", "RIP", "CCP"]),
        ("Écrivez 90 kg, puis 20 Mo. Dr Haddad", ["kg", "Mo", "Dr"]),
        ("S.V.P. lisez l’art. 7", ["S.V.P.", "art."]),
        ("الحجم 20 م.ب. لقب د. حداد، 200 شخصًا.", ["م.ب", "د."]),
        ("damancom.casnos.dz, Wilaya, À 18 ans, Go back", []),
        ("RIP ou RIP", ["RIP"]),
    ],
)
def test_what_an_abbreviation_is(text: str, found: list[str]) -> None:
    assert abbreviations(text) == found


@given(
    st.lists(
        st.sampled_from(["الطلب", "وصل", "demande", "l’agence", "12", "{date}"]), min_size=1, max_size=30
    )
)
def test_a_sentence_is_long_from_one_word_too_many(parts: list[str]) -> None:
    sentence = " ".join(parts).replace("12 12", "12") + "."
    assert sentences(sentence) == [sentence]
    assert long_sentences(sentence) == ([sentence] if word_count(sentence) > MOST_WORDS else [])
    assert long_sentences(sentence, word_count(sentence)) == []
