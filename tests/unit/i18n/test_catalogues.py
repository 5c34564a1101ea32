"""The catalogues as they are shipped, against the source as it is now."""

import pytest

from i18n import LANGUAGES, tools
from i18n.glossary import load as load_glossary
from i18n.tools import REVIEW_NOTE


def test_every_message_of_the_source_is_translated_and_compiled() -> None:
    # Fails with the message's name when a new string has no Arabic or French, or when .po and .mo differ.
    assert tools.check() == []


def test_the_template_is_what_the_source_says() -> None:
    assert tools.TEMPLATE.read_bytes() == tools.po_bytes(tools.extract())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_counts_as_its_language_does(language: str) -> None:
    catalogue = tools.read(language)
    assert catalogue is not None
    assert catalogue.num_plurals == (6 if language == "ar" else 2)


def test_kabyle_says_only_sourced_words_until_a_native_reviewed_them() -> None:
    catalogue = tools.read("kab")
    assert catalogue is not None
    sourced = {term.kabyle.casefold() for term in load_glossary() if term.confidence in {"high", "medium"}}
    seeded = [
        entry for entry in catalogue if entry.id and entry.string and REVIEW_NOTE in entry.user_comments
    ]
    unmarked = [entry.id for entry in catalogue if entry.id and any(entry.string) and entry not in seeded]
    assert [entry.id for entry in seeded if str(entry.string).casefold() not in sourced] == []
    assert unmarked == []
