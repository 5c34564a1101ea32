"""The words of a question."""

from __future__ import annotations

from i18n import Words
from screens.draft.question import question_words
from services.models.catalogue import Question, QuestionType


def test_a_number_as_an_example_keeps_its_order_in_arabic() -> None:
    phone = Question(
        "phone",
        QuestionType.PHONE,
        {"ar": "رقم الهاتف"},
        help={"ar": "قد تتصل الهيئة."},
        example={"fr": "0550 12 34 56"},
    )
    words = question_words(phone, "", Words("ar"))
    assert "\u20660550\u00a012\u00a034\u00a056\u2069" in words.help
