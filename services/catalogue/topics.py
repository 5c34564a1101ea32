"""The everyday words by which people look for what no service is for.

They are the words of everyday language in Algeria, French in Arabic letters among them, from nobody's list. Nothing of
this is shown.
"""

from __future__ import annotations

from services.catalogue.folding import words
from services.models.topic import Topic

_LEAST_BEGINNING = 4
"""Letters from which the beginning of a word is enough."""

_WORDS = {
    Topic.COMPLAINT: "réclamation plainte doléance médiateur complaint شكوى شكاية شكاوى تظلم احتجاج ريكلاماسيون وسيط",
    Topic.APPOINTMENT: "rendez rdv convocation appointment موعد مواعيد رونديفو روندي استدعاء",
    Topic.OFFICE: "agence bureau guichet adresse horaires antenne office "
    "وكالة مكتب شباك عنوان مقر فرع بيرو لاجونس",
    Topic.HELPER: "aide aidant accompagnateur assistance procuration tuteur mandat helper help "
    "مساعد مساعدة معاونة مرافق وكيل توكيل وصي",
}
_FOLDED = {topic: frozenset(words(said)) for topic, said in _WORDS.items()}


def topics(query: str) -> list[Topic]:
    """Return what a query asks for, by a word or its beginning."""
    typed = words(query)
    return [topic for topic, known in _FOLDED.items() if any(_names(word, known) for word in typed)]


def _names(typed: str, known: frozenset[str]) -> bool:
    return typed in known or (
        len(typed) >= _LEAST_BEGINNING and any(word.startswith(typed) for word in known)
    )
