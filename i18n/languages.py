"""The languages that the application speaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the application. `code` is BCP 47, as in `lang` attributes and in localised texts."""

    code: str
    endonym: str
    """Its name in itself: what a person who reads only this language recognises."""
    locale: str
    """The CLDR locale for dates, numbers and lists."""
    is_rtl: bool
    fallbacks: tuple[str, ...]
    """Where the words come from when the language itself has none, best first; English is always last."""
    text_fallbacks: tuple[str, ...]
    """The same for texts published by the ministry, where Arabic and French are always present."""


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("ar", "العربية", "ar_DZ", True, (), ("fr", "en")),
        Language("fr", "Français", "fr_DZ", False, (), ("ar", "en")),
        Language("kab", "Taqbaylit", "kab_DZ", False, ("fr",), ("fr", "ar", "en")),
        Language("en", "English", "en_GB", False, (), ("fr", "ar")),
    )
}
