"""A text that knows in which language it is: Kabyle falls back to French sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable

from i18n.languages import LANGUAGES

_KABYLE_LETTERS = frozenset("čǧɛɣḍḥṛṣṭẓ")


class Phrase(str):
    """A string with the language that it really is in: for the voice that says it.

    What is put together from it (`f"{phrase} …"`) is a plain string; `joined` keeps the language.
    """

    __slots__ = ("language",)

    language: str

    def __new__(cls, text: str, language: str) -> Phrase:
        phrase = super().__new__(cls, text)
        phrase.language = language
        return phrase

    def __reduce__(self) -> tuple[type[Phrase], tuple[str, str]]:
        """Support copies."""
        return Phrase, (str(self), self.language)


def joined(separator: str, parts: Iterable[str]) -> str:
    """Join parts, keeping the language of the phrases among them.

    Where they have one and the same.
    """
    parts = list(parts)
    languages = {part.language for part in parts if isinstance(part, Phrase)}
    text = separator.join(parts)
    return Phrase(text, languages.pop()) if len(languages) == 1 else text


def language_of(text: str, shown_in: str) -> str:
    """Return the language of a text on a screen in `shown_in`.

    A plain string is in the language of the screen. In Kabyle it most likely fell back to French, unless it has
    a letter that French does not know.
    """
    if isinstance(text, Phrase):
        return text.language
    if shown_in == "kab" and not _KABYLE_LETTERS & set(text.casefold()):
        return LANGUAGES["kab"].fallbacks[0]
    return shown_in
