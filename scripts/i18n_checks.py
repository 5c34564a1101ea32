"""What is wrong with a catalogue, in sentences for the developer."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

COMPLETE = frozenset({"ar", "fr"})
"""Languages in which every message must be translated. English is the messages themselves."""

_BREAKABLE = {"fr": re.compile("« | »| [?!:;%]")}
"""Plain spaces where the language has one that no line ends at (Lexique des règles typographiques de l'Imprimerie
nationale): a sign would begin a line."""
_MAY_OMIT_COUNT = 3
"""Forms zero, one and two say the number by the noun in Arabic; one does so anywhere."""


def problems_of(language: str, catalogue: Catalog, template: Catalog) -> Iterator[str]:
    for entry in template:
        if not entry.id:
            continue
        translated = catalogue.get(entry.id, entry.context)
        name = f"{language}: {_shown(entry)}"
        if translated is None or not any(_forms(translated)):
            if language in COMPLETE:
                yield f"{name} is not translated"
        else:
            yield from _problems_of_entry(name, translated)
            yield from _breakable(language, name, translated)
    for entry in catalogue:
        if entry.id and entry.context in {"feminine", "masculine"}:
            yield from _problems_of_entry(f"{language}: {_shown(entry)} ({entry.context})", entry)


def _problems_of_entry(name: str, entry: Entry) -> Iterator[str]:
    forms = _forms(entry)
    if not all(forms):
        yield f"{name} lacks a plural form"
    if entry.fuzzy:
        yield f"{name} is marked fuzzy, so it would not be shown"
    wanted = placeholders(_shown(entry))
    for index, form in enumerate(forms):
        missing, unknown = wanted - placeholders(form), placeholders(form) - wanted
        if len(forms) > 1 and (index < min(_MAY_OMIT_COUNT, len(forms) - 1)):
            missing.discard("count")
        if missing or unknown:
            yield f"{name}, form {index}: placeholders missing {sorted(missing)}, unknown {sorted(unknown)}"
        if form != form.strip():
            yield f"{name}, form {index}: a space at its edge"


def _breakable(language: str, name: str, entry: Entry) -> Iterator[str]:
    pattern = _BREAKABLE.get(language)
    for form in _forms(entry):
        if pattern and (found := pattern.search(form)):
            yield f"{name}: {found[0]!r} needs a no-break space"


def placeholders(text: str) -> set[str]:
    """Return the names between braces. Raises ValueError for a broken brace."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _forms(entry: Entry) -> list[str]:
    strings = entry.string if isinstance(entry.string, list | tuple) else [entry.string]
    return [text or "" for text in strings]


def _shown(entry: Entry) -> str:
    return entry.id if isinstance(entry.id, str) else entry.id[1]
