"""The translators' workbench: python -m scripts.i18n_tools extract | update | compile | check | all

    extract   writes locales/qarib.pot from the source
    update    brings every locales/*/LC_MESSAGES/qarib.po in line with it
    compile   writes the .mo files, which are committed so that the application starts without a build step
    check     says what is missing or wrong, and fails if anything is
    all       extract, update, compile, check

Run from the root of the repository. Running any of them twice changes nothing.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from i18n.languages import LANGUAGES
from i18n.translations import DOMAIN
from scripts.i18n_checks import problems_of
from scripts.i18n_extraction import extract_tree

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "i18n" / "locales"
TEMPLATE = LOCALES / f"{DOMAIN}.pot"
PACKAGES = ("app", "screens", "i18n")
GENDERS = ("feminine", "masculine")
REVIEW_NOTE = "for a native reviewer"
PLURAL_FORMS = {
    # CLDR's order: zero, one, two, few, many, other.
    "ar": "nplurals=6; "
    "plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
    "fr": "nplurals=2; plural=(n > 1)",
    "kab": "nplurals=2; plural=(n > 1)",
    "en": "nplurals=2; plural=(n != 1)",
}
# A fixed date: a header that changes at each run makes every two branches conflict.
_DATED = datetime(2026, 1, 1, tzinfo=UTC)
_UNWANTED_HEADERS = re.compile(
    rb'^"(Report-Msgid-Bugs-To|Last-Translator|Language-Team|Generated-By): .*\n', re.M
)
"""Placeholders that nobody fills, and the version of Babel, which would make another one seem a change."""
_HEADER = "# Translations of Qarib.\n# This file is distributed under the licence of the Qarib project.\n#"


def extract(root: Path = ROOT) -> Catalog:
    """Make the template: every message of the source, with translators' comments."""
    template = _new_catalogue(None)
    for place, message in extract_tree(root, PACKAGES):
        template.add(
            message.id,
            locations=[(place, message.line)],
            auto_comments=message.comments,
            context=message.context,
        )
    return template


def updated(language: str, template: Catalog, old: Catalog | None) -> Catalog:
    """Update the language's catalogue to this template.

    Translations stay; messages gone from the source go.

    Gendered forms, which the source does not know, stay as long as their neutral message does.
    """
    new = _new_catalogue(language)
    for entry in _entries(template):
        kept = old.get(entry.id, entry.context) if old else None
        _add(new, entry, kept)
        for gender in GENDERS:
            if gendered := old.get(entry.id, gender) if old else None:
                _add(new, entry, gendered)
    return new


def po_path(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def mo_path(language: str) -> Path:
    return po_path(language).with_suffix(".mo")


def read(language: str) -> Catalog | None:
    """Read the language's catalogue, or None before its first update."""
    path = po_path(language)
    if not path.exists():
        return None
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain=DOMAIN)


def po_bytes(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_po(stream, catalogue, width=110, include_lineno=False, ignore_obsolete=True)
    return _UNWANTED_HEADERS.sub(b"", stream.getvalue())


def mo_bytes(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def check() -> list[str]:
    """List everything wrong between source, .po and .mo files, in sentences."""
    template = extract()
    found: list[str] = []
    for language in LANGUAGES:
        catalogue = read(language)
        if catalogue is None:
            found.append(f"{language}: no catalogue")
            continue
        found += problems_of(language, catalogue, template)
        if po_bytes(updated(language, template, catalogue)) != po_path(language).read_bytes():
            found.append(f"{language}: the .po is not what `update` writes")
        if _compiled(mo_path(language).read_bytes()) != _compiled(mo_bytes(catalogue)):
            found.append(f"{language}: the .mo is not what the .po compiles to")
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.i18n_tools", description="Work on the translations."
    )
    parser.add_argument("task", choices=["extract", "update", "compile", "check", "all"])
    task = parser.parse_args(arguments).task
    if task in {"extract", "all"}:
        TEMPLATE.write_bytes(po_bytes(extract()))
    if task in {"update", "all"}:
        _update_files()
    if task in {"compile", "all"}:
        _compile_files()
    if task in {"check", "all"}:
        found = check()
        sys.stdout.writelines(f"{problem}\n" for problem in found)
        return 1 if found else 0
    return 0


def _compiled(mo: bytes) -> set[str]:
    """Read what a .mo says, without its header."""
    return {repr((entry.context, entry.id, entry.string)) for entry in _entries(read_mo(io.BytesIO(mo)))}


def _update_files() -> None:
    template = extract()
    for language in LANGUAGES:
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(updated(language, template, read(language))))


def _compile_files() -> None:
    for language in LANGUAGES:
        catalogue = read(language)
        if catalogue is not None:
            mo_path(language).write_bytes(mo_bytes(catalogue))


def _new_catalogue(language: str | None) -> Catalog:
    catalogue = Catalog(
        locale=language,
        domain=DOMAIN,
        header_comment=_HEADER,
        project="Qarib",
        version="1",
        creation_date=_DATED,
        revision_date=_DATED,
        fuzzy=False,
    )
    if language is not None:
        headers = dict(catalogue.mime_headers) | {"Plural-Forms": PLURAL_FORMS[language]}
        catalogue.mime_headers = list(headers.items())
    return catalogue


def _entries(catalogue: Catalog) -> list[Entry]:
    return [entry for entry in catalogue if entry.id]


def _add(catalogue: Catalog, entry: Entry, translation: Entry | None) -> None:
    """Add `entry` as the source has it, with what the translation says.

    Its words, context and reviewers' notes.
    """
    catalogue.add(
        entry.id,
        string=translation.string if translation else None,
        locations=entry.locations,
        flags=translation.flags if translation else (),
        auto_comments=entry.auto_comments,
        user_comments=translation.user_comments if translation else (),
        context=translation.context if translation else entry.context,
    )


if __name__ == "__main__":
    sys.exit(main())
