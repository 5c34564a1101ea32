"""Set a letter as a tagged PDF (PDF/UA-1, ISO 14289-1) with typst."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

from ministry.letters.errors import LetterError
from ministry.letters.glyphs import FONTS, faces, is_right_to_left, written
from ministry.letters.page import Block, Facts, Heading, Letter, Note, Paragraph, Passage

_TEMPLATE = Path(__file__).with_name("letter.typ")


def typeset(letter: Letter) -> bytes:
    """Return the PDF.

    The same letter gives the same bytes; nothing is read but the template and the fonts beside it. What the letter
    says reaches the template as data: nothing in it is markup. Raises `LetterError`.
    """
    try:
        return typst.compile(
            str(_TEMPLATE),
            root=str(_TEMPLATE.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"letter": json.dumps(_data(letter))},
            pdf_standards="ua-1",
            timestamp=int(letter.at.timestamp()),
        )
    except typst.TypstError as error:
        raise LetterError(error.message) from error


def _data(letter: Letter) -> dict[str, Any]:
    return {
        "language": letter.language,
        "right_to_left": letter.language == "ar",
        "title": _passage(Passage(letter.title, letter.language)),
        "reference": letter.reference,
        "head": [_passage(text) for text in letter.head],
        "blocks": [_block(block) for block in letter.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": _passage(text)}
        case Paragraph(text, is_strong):
            return {
                "kind": "paragraph",
                "strong": is_strong,
                "lines": [_passage(line) for line in text.lines()],
            }
        case Facts(rows, beside):
            told = [
                {"label": _passage(label), "value": [_passage(line) for line in value.lines()]}
                for label, value in rows
            ]
            return {"kind": "facts", "beside": beside, "rows": told}
        case Note(text):
            return {"kind": "note", "text": _passage(text)}


def _passage(passage: Passage) -> dict[str, Any]:
    text = written(passage.text)
    return {
        "text": text,
        "language": passage.language,
        "right_to_left": is_right_to_left(text),
        "faces": faces(text),
    }
