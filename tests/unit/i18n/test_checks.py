"""The checks must see what a hurried translator gets wrong."""

import re

import pytest
from babel.messages.catalog import Catalog

from scripts.i18n_checks import problems_of
from scripts.i18n_tools import PLURAL_FORMS, updated


def problems(
    language: str, message: str | tuple[str, str], translation: str | tuple[str, ...], **more: object
) -> str:
    template = Catalog()
    template.add(message)
    catalogue = Catalog(locale=language)
    catalogue.mime_headers = [("Plural-Forms", PLURAL_FORMS[language])]
    catalogue.add(message, translation, **more)  # type: ignore[arg-type]
    return "; ".join(problems_of(language, catalogue, template))


DAYS = ("{count} day left", "{count} days left")


def test_a_whole_translation_passes() -> None:
    assert problems("fr", "Hello, {name}", "Bonjour {name}") == ""
    assert problems("fr", DAYS, ("Il reste un jour", "Il reste {count} jours")) == ""
    six = (
        "لم يبق أي يوم",
        "بقي يوم",
        "بقي يومان",
        "بقيت {count} أيام",
        "بقي {count} يومًا",
        "بقي {count} يوم",
    )
    assert problems("ar", DAYS, six) == ""


@pytest.mark.parametrize(
    ("translation", "said"),
    [
        ("", "not translated"),
        ("Bonjour", r"missing \['name'\]"),
        ("Bonjour {nom}", r"unknown \['nom'\]"),
        ("Bonjour {name} ", "space at its edge"),
    ],
)
def test_wrong_translations_are_named(translation: str, said: str) -> None:
    assert re.search(said, problems("fr", "Hello, {name}", translation))


@pytest.mark.parametrize(
    "translation", ["Bonjour {name} !", "Bonjour « {name}\u00a0»", "Bonjour\u00a0: 7 % {name}"]
)
def test_a_french_sign_that_could_begin_a_line_is_named(translation: str) -> None:
    assert "no-break space" in problems("fr", "Hello, {name}", translation)
    assert problems("fr", "Hello, {name}", re.sub(" (?=[!»%])|(?<=«) ", "\u00a0", translation)) == ""


def test_a_missing_plural_form_and_a_missing_count_are_named() -> None:
    assert "plural form" in problems("fr", DAYS, ("Il reste {count} jour", ""))
    assert "missing ['count']" in problems("fr", DAYS, ("Il reste un jour", "Il reste des jours"))


def test_a_fuzzy_entry_is_named() -> None:
    assert "fuzzy" in problems("fr", "Send", "Envoyer", flags=["fuzzy"])


def test_kabyle_and_english_may_be_empty() -> None:
    assert problems("kab", "Send", "") == ""
    assert problems("en", "Send", "") == ""


def test_updating_keeps_translations_and_the_gendered_forms_of_messages_that_stay() -> None:
    old = Catalog(locale="fr")
    old.add("You are ready", "Vous pouvez commencer")
    old.add("You are ready", "Vous êtes prête", context="feminine")
    old.add("Gone", "Parti")
    old.add("Gone", "Partie", context="feminine")
    template = Catalog()
    template.add("You are ready", auto_comments=["said at the end"])
    template.add("New")

    new = updated("fr", template, old)

    assert {(entry.id, entry.context): entry.string for entry in new if entry.id} == {
        ("You are ready", None): "Vous pouvez commencer",
        ("You are ready", "feminine"): "Vous êtes prête",
        ("New", None): None,
    }
    assert new.get("You are ready").auto_comments == ["said at the end"]
