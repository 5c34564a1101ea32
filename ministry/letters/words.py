"""The fixed words of letters. Who wrote in Kabyle is answered in French until Kabyle words are reviewed."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

LETTER: Mapping[str, Words] = {
    "fr": {
        "title": "Lettre de décision",
        "reference": "Référence",
        "date": "Date",
        "service": "Demande",
        "person": "Assuré(e)",
        "accepted": "Votre demande est acceptée.",
        "partly_accepted": "Votre demande est acceptée en partie.",
        "refused": "Votre demande est refusée.",
        "reasons": "Motifs",
        "appeals": "Vos recours",
        "law": "Base légale",
    },
    "ar": {
        "title": "رسالة القرار",
        "reference": "المرجع",
        "date": "التاريخ",
        "service": "الطلب",
        "person": "المؤمَّن له (لها)",
        "accepted": "تم قبول طلبكم.",
        "partly_accepted": "تم قبول طلبكم جزئيا.",
        "refused": "تم رفض طلبكم.",
        "reasons": "الأسباب",
        "appeals": "طرق الطعن",
        "law": "الأساس القانوني",
    },
    "en": {
        "title": "Decision letter",
        "reference": "Reference",
        "date": "Date",
        "service": "Request",
        "person": "Insured person",
        "accepted": "Your request is accepted.",
        "partly_accepted": "Your request is accepted in part.",
        "refused": "Your request is refused.",
        "reasons": "Reasons",
        "appeals": "Your rights of appeal",
        "law": "Legal basis",
    },
}

TITLE = {language: words["title"] for language, words in LETTER.items()}


def written_in(language: str) -> str:
    """The language that a letter to this person is written in."""
    return language if language in LETTER else "fr"


def said(text: Words, language: str) -> str:
    """A text of the catalogue in a language, French where it misses."""
    return text.get(language) or text["fr"]
