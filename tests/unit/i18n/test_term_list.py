"""One list of terms, i18n/glossary.csv, decides what a thing is called; docs/words.md, how people are addressed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

import pytest

from i18n.terms import all_terms
from ministry import clerk_words
from ministry.catalogue import loader
from ministry.letters import seal_words
from ministry.letters.words import TITLE, WORDS
from scripts.i18n_plain import sentences
from scripts.i18n_tools import read
from tests.unit.ministry_catalogue.texts import walk

LANGUAGES = ["ar", "fr"]
OF_A_WORD = "\u0621-\u0652"
ENDS_IN_KAF = frozenset(
    re.findall(
        r"\w+",
        "ذلك وذلك كذلك وكذلك ولذلك بذلك هناك متحرك بمحرك المحرك محرك تحريك صك الصك شباك "
        "الشباك ترك تدليك اشتراك أسلاك الشك",
    )
)
"""Words of which the kaf is a part; any other is "your" or "you", said to one man."""
ORDERS_IN_THE_PASSIVE = (
    "[يت]ُختار|[يت]ُكتب|[يت]ُدخل|[يت]ُصوَّر|[يت]ُترك|[يت]ُنقل|[يت]ُسأل|[يت]ُرفق|[يت]ُ?وضع|[يت]ُمسح|[يت]ُشعل|[يت]ُطفأ"
    "|[يت]ُضغط|[يت]ُرفع|[يت]ُذكر|[يت]ُطلب إجراء|يُجمع|يُرسل في"
)
AN_ORDER_IN_THE_PASSIVE = f"(?<![{OF_A_WORD}])[وف]?(?:{ORDERS_IN_THE_PASSIVE})(?![{OF_A_WORD}])"
A_SENTENCE_OF_HALF = {"ar": r"أو\b", "fr": r"(?:Ou|Également|Puis)\b"}


class Said(NamedTuple):
    where: str
    text: str


@cache
def said(language: str) -> list[Said]:
    """Return everything that people read or hear."""
    return [*_application(language), *_ministry(language), *_terms(language)]


def _application(language: str) -> Iterator[Said]:
    catalogue = read(language)
    assert catalogue is not None
    for entry in catalogue:
        if entry.id:
            forms = entry.string if isinstance(entry.string, list | tuple) else [entry.string]
            yield from (Said(str(entry.id), form or "") for form in forms)


def _ministry(language: str) -> Iterator[Said]:
    yield from (Said(each.where, each.text[language]) for each in walk(loader.load().document))
    yield from (Said(f"letters/{key}", text) for key, text in WORDS[language].items())
    yield from (Said(f"letters/{key}", title[language]) for key, title in TITLE.items())
    yield from (Said(f"seal page/{key}", text) for key, text in seal_words.PAGE[language].items())
    for name in ("CUT_OFF", "GREETING", "READ", "GRANTED"):
        yield Said(f"clerk/{name}", getattr(clerk_words, name)[language])


def _terms(language: str) -> Iterator[Said]:
    for term in all_terms(language):
        yield Said(f"terms/{term.key}", f"{term.name}. {term.explanation}")


def found(pattern: str, texts: list[Said]) -> list[Said]:
    return [each for each in texts if re.search(pattern, each.text)]


def glossary() -> list[dict[str, str]]:
    return list(
        csv.DictReader(resources.files("i18n").joinpath("glossary.csv").read_text("utf-8").splitlines())
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_uses_a_forbidden_variant_of_a_term(language: str) -> None:
    forbidden = {row["key"]: row[f"{language}_not"] for row in glossary() if row[f"{language}_not"]}
    assert len(forbidden) > 15
    start = "(?i)(?<!\\w)" if language == "fr" else ""
    wrong = {key: found(f"{start}(?:{pattern})", said(language)) for key, pattern in forbidden.items()}
    assert {key: texts for key, texts in wrong.items() if texts} == {}


@pytest.mark.parametrize(("language", "fund"), [("ar", "صندوق"), ("fr", r"\b[Cc]aisse")])
def test_the_application_and_letters_say_agency_since_it_is_not_always_a_fund(
    language: str, fund: str
) -> None:
    texts = [each for each in said(language) if not each.where.startswith(("/", "terms/"))]
    assert found(fund, texts) == []


def test_arabic_speaks_to_a_person_in_the_plural_of_respect() -> None:
    to_one = [
        (each.where, word)
        for each in said("ar")
        for word in re.findall(f"[{OF_A_WORD}]+", each.text)
        if (word.endswith("ك") and word not in ENDS_IN_KAF) or word == "أنت"
    ]
    assert to_one == []


def test_arabic_asks_and_does_not_order_in_the_passive() -> None:
    assert found(AN_ORDER_IN_THE_PASSIVE, said("ar")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_the_rest_of_the_one_before(language: str) -> None:
    half = re.compile(A_SENTENCE_OF_HALF[language])
    assert [
        (each.where, sentence)
        for each in said(language)
        for sentence in sentences(each.text)[1:]
        if half.match(sentence)
    ] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "يُختار الجهاز المكتوب في الوصفة.",
        "توضع الورقة مبسوطة، وأعلاها في الجهة الأبعد.",
        "الرقم مكتوب على البطاقة. ويُترك فارغًا إن ضاعت.",
    ],
)
def test_the_passive_of_an_order_is_noticed(wrong: str) -> None:
    assert re.search(AN_ORDER_IN_THE_PASSIVE, wrong)
