"""What screens say, in one language and one form of address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from gettext import NullTranslations

from babel import Locale

from i18n import bidi, formats
from i18n.formats import DateStyle
from i18n.languages import LANGUAGES
from i18n.phrase import Phrase
from i18n.translations import UntranslatedError, load

_SOURCE_LANGUAGE = "en"
_GENDER_CONTEXTS = {"f": "feminine", "m": "masculine"}


def msg(message: str) -> str:
    """Mark a message of a table for extraction.

    It is translated later, by `words(message)`.
    """
    return message


class Words:
    """The words of one language. Cheap to make; equal languages share their loaded catalogue.

    `gender` is the person's, "f" or "m": where the catalogue has a message under the context "feminine" or
    "masculine", that form is used, else the neutral one.

    Every text is a `Phrase`: it knows in which language it really is.
    """

    def __init__(self, language: str, gender: str | None = None) -> None:
        self._language = LANGUAGES[language]
        self._gender_context = _GENDER_CONTEXTS[gender] if gender else None
        self._sources = [(code, load(code)) for code in (language, *self._language.fallbacks)]
        self.locale = Locale.parse(self._language.locale)

    @property
    def language(self) -> str:
        return self._language.code

    @property
    def is_rtl(self) -> bool:
        return self._language.is_rtl

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate the message and fill its named `{placeholders}`.

        Numbers among the values are written as the language writes them.
        """
        return self._fill(self._message(message), values)

    def language_of(self, message: str, /) -> str:
        """Return the language in which `message` is really shown.

        Kabyle may have fallen back to French.

        For the `lang` of a node and the choice of a voice.
        """
        return self._message(message)[1]

    def n(self, singular: str, plural: str, count: int, /, **values: object) -> str:
        """Choose the plural form for `count`, which also fills `{count}`."""

        def find(catalogue: NullTranslations, context: str | None) -> str:
            if context is None:
                return catalogue.ngettext(singular, plural, count)
            return catalogue.npgettext(context, singular, plural, count)

        found = self._find(find, default=singular if count == 1 else plural)
        return self._fill(found, {"count": count, **values})

    def p(self, context: str, message: str, /, **values: object) -> str:
        """Translate a message that needs a context.

        The same English has several translations.
        """
        found = message, _SOURCE_LANGUAGE
        for code, catalogue in self._sources:
            try:
                found = catalogue.pgettext(context, message), code
            except UntranslatedError:
                continue
            break
        return self._fill(found, values)

    def text(self, text: Mapping[str, str]) -> str:
        """Return a ministry's text in this language or its nearest fallback."""
        return Phrase(*self.text_in(text))

    def text_in(self, text: Mapping[str, str]) -> tuple[str, str]:
        """Return the same, and the language that it really is in."""
        for code in (self._language.code, *self._language.text_fallbacks):
            if found := text.get(code):
                return found, code
        raise UntranslatedError("a localised text without any known language")

    def weekday(self, value: date | str) -> str:
        """Name a day's weekday, within a sentence."""
        return formats.weekday_text(value, self.locale)

    def date(self, value: date | str, style: DateStyle = "long") -> str:
        """Write a day, from a date, ISO 8601, or an instant (Algiers)."""
        return formats.date_text(value, style, self.locale)

    def time(self, value: datetime | str) -> str:
        """Write HH:mm in Algiers, from an aware instant or RFC 3339."""
        return formats.time_text(value)

    def date_time(self, value: datetime | str, style: DateStyle = "long") -> str:
        """Write day and HH:mm in Algiers, from an instant or RFC 3339."""
        return formats.date_time_text(value, style, self.locale)

    def number(self, value: float | Decimal) -> str:
        return formats.number_text(value, self.locale)

    def percent(self, value: int) -> str:
        """Write a whole number of per cent, as 150 → 150 %."""
        return formats.percent_text(value, self.locale)

    def file_size(self, size: int) -> str:
        """Write a size in bytes, for people."""
        return formats.file_size_text(size, self.locale)

    def list(self, items: Sequence[str]) -> str:
        """Write a list: a, b and c."""
        return formats.list_text(items, self.locale)

    def ltr(self, fragment: str) -> str:
        """Isolate a fragment that reads from left to right, kept whole."""
        return bidi.ltr(fragment) if self.is_rtl else fragment

    def isolate(self, fragment: str) -> str:
        """Isolate a fragment that keeps its own direction.

        A person's or a file's name, what somebody wrote.
        """
        return bidi.isolate(fragment)

    def written_in(self, language: str, fragment: str) -> str:
        """Isolate what somebody wrote in a language.

        The voice reads it in that language.
        """
        return Phrase(bidi.isolate(fragment), language)

    def quotation(self, text: Mapping[str, str] | None, otherwise: str) -> str:
        """Write a law, or the title of a source.

        `otherwise` is what earlier ministries publish alone.
        """
        quoted = self.text(text) if text else otherwise
        return self.isolate(bidi.laws(quoted) if self.is_rtl else quoted)

    def example(self, answer: Mapping[str, str]) -> str:
        """Write an example of an answer, within a sentence.

        It keeps its own direction, and a number its line.
        """
        return self.isolate(bidi.unbroken(self.text(answer)))

    def reference(self, reference: str) -> str:
        """Write a request's reference, QXXX-XXXX, as it is shown."""
        return self.ltr(reference)

    def _message(self, message: str) -> tuple[str, str]:
        def find(catalogue: NullTranslations, context: str | None) -> str:
            return catalogue.gettext(message) if context is None else catalogue.pgettext(context, message)

        return self._find(find, default=message)

    def _find(self, find: Callable[[NullTranslations, str | None], str], default: str) -> tuple[str, str]:
        contexts = (self._gender_context, None) if self._gender_context else (None,)
        for code, catalogue in self._sources:
            for context in contexts:
                try:
                    return find(catalogue, context), code
                except UntranslatedError:
                    continue
        return default, _SOURCE_LANGUAGE

    def _fill(self, found: tuple[str, str], values: Mapping[str, object]) -> str:
        text, language = found
        return Phrase(text.format(**{name: self._written(value) for name, value in values.items()}), language)

    def _written(self, value: object) -> object:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return self.number(value)
        return value
