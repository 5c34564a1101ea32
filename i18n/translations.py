"""Compiled catalogues, and a lookup that admits when nothing is there."""

from __future__ import annotations

import gettext
from functools import cache
from importlib import resources
from typing import NoReturn

DOMAIN = "qarib"


class UntranslatedError(LookupError):
    """The catalogue has no translation of this message."""


class _Nothing(gettext.NullTranslations):
    """The fallback of a catalogue. gettext would answer the message itself, which hides that it is missing."""

    def gettext(self, message: str) -> NoReturn:
        raise UntranslatedError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> NoReturn:
        raise UntranslatedError(msgid1)

    def pgettext(self, context: str, message: str) -> NoReturn:
        raise UntranslatedError(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> NoReturn:
        raise UntranslatedError(msgid1)


@cache
def load(language: str) -> gettext.NullTranslations:
    """Load the catalogue of a language.

    Each of its lookups raises UntranslatedError where it has nothing.
    """
    file = resources.files("i18n").joinpath("locales", language, "LC_MESSAGES", f"{DOMAIN}.mo")
    with file.open("rb") as stream:
        return with_nothing_behind(gettext.GNUTranslations(stream))


def with_nothing_behind(catalogue: gettext.GNUTranslations) -> gettext.NullTranslations:
    """Make the catalogue raise UntranslatedError where it has nothing."""
    catalogue.add_fallback(_Nothing())
    return catalogue
