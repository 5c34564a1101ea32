"""The seed of the Kabyle catalogue: i18n/glossary.csv, the sourced words. Nothing else may enter it.

    python scripts/i18n_kabyle.py

A message gets a Kabyle word where its French translation is a term of the glossary, letter for letter but
for the first letter's case. What a native reviewer wrote since (entries without the note) is left alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from i18n.glossary import kabyle_of, load  # noqa: E402 (run as a file, from anywhere)
from i18n.tools import REVIEW_NOTE, extract, po_bytes, po_path, read, updated  # noqa: E402


def main() -> None:
    template = extract()
    french = read("fr")
    if french is None:
        sys.exit("There is no French catalogue to match with.")
    terms = load()
    kabyle = updated("kab", template, read("kab"))
    for entry in kabyle:
        if not isinstance(entry.id, str) or not entry.id:
            continue
        if entry.string and REVIEW_NOTE not in entry.user_comments:
            continue
        translated = french.get(entry.id, entry.context)
        word = kabyle_of(entry.id, str(translated.string) if translated else "", terms)
        entry.string = word or ""
        entry.user_comments = [REVIEW_NOTE] if word else []
    po_path("kab").write_bytes(po_bytes(updated("kab", template, kabyle)))


if __name__ == "__main__":
    main()
