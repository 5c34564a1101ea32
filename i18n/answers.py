"""Answers as words: the same on the review, in the receipt, and when read aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from i18n.words import Words
from services.forms import summary as shown
from services.models.catalogue import Wilaya
from services.models.document import Document


def answer_words(  # noqa: PLR0911 - one line for each kind of value
    value: shown.DisplayValue, wilayas: Sequence[Wilaya], documents: Mapping[str, Document], words: Words
) -> str:
    """Return the answer to one question in words, "" without an answer."""
    match value:
        case shown.TextValue(text):
            return words.isolate(text)
        case shown.NumberValue(number):
            return words.number(number)
        case shown.DateValue(date):
            return words.date(date)
        case shown.YesNoValue(yes):
            return words("Yes") if yes else words("No")
        case shown.OptionsValue(options):
            return words.list([words.text(option.label) for option in options])
        case shown.PlaceValue():
            return _place(value, wilayas, words)
        case shown.DigitsValue(groups):
            return words.ltr(" ".join(groups))
        case shown.PapersValue(document_ids):
            return words.list(
                [words.isolate(documents[key].name) for key in document_ids if key in documents]
            )
        case shown.NothingValue():
            return ""


def _place(value: shown.PlaceValue, wilayas: Sequence[Wilaya], words: Words) -> str:
    wilaya = next((item for item in wilayas if item.code == value.wilaya), None)
    communes = wilaya.communes if wilaya else []
    commune = next((item for item in communes if item.code == value.commune), None)
    if wilaya is None or commune is None:
        return words.text(wilaya.name) if wilaya else ""
    # Translators: a place of residence, as in "Larbaâ Nath Irathen, wilaya of Tizi Ouzou".
    return words(
        "{commune}, wilaya of {wilaya}", commune=words.text(commune.name), wilaya=words.text(wilaya.name)
    )
