"""Give each element of a tagged PDF its words and its language.

typst draws words that are written from right to left in the order in which they stand on the page, and tells of the
direction only where it draws. A program that follows the tags reads the words in that order, the last first. With
`ActualText` on the element (ISO 32000-1, 14.9.4) it reads what the letter says.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ministry.letters.errors import LetterError
from ministry.letters.page import Block, Facts, Heading, Letter, Note, Paragraph, Passage

Told = tuple[str, Passage]
"""Standard structure type and what the element says."""
_OF_TEXT = {"/H1", "/H2", "/H3", "/P", "/Lbl", "/LBody"}


def tell(writer: IncrementalPdfFileWriter, letter: Letter) -> None:
    """Say each element's words.

    Raises `LetterError` if the PDF has other elements than the letter.
    """
    tree = writer.root["/StructTreeRoot"]
    found = list(_elements(tree))
    told = list(_told(letter))
    if [element["/S"] for element in found] != [role for role, _ in told]:
        raise LetterError("the elements of the PDF are not those of the letter")
    for element, (_, passage) in zip(found, told, strict=True):
        element["/ActualText"] = generic.TextStringObject(passage.text)
        element["/Lang"] = generic.TextStringObject(passage.language)
        writer.update_container(element)


def _elements(parent: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    """Yield the elements that hold text, in reading order.

    Elements below those are left out.
    """
    kids = parent.get("/K", generic.ArrayObject())
    for kid in kids if isinstance(kids, generic.ArrayObject) else [kids]:
        element = kid.get_object() if isinstance(kid, generic.IndirectObject) else kid  # type: ignore[no-untyped-call]
        if not isinstance(element, generic.DictionaryObject) or "/S" not in element:
            continue
        if element["/S"] in _OF_TEXT:
            yield element
        else:
            yield from _elements(element)


def _told(letter: Letter) -> Iterator[Told]:
    for passage in letter.head:
        yield "/P", _plain(passage)
    yield "/H1", _plain(Passage(letter.title, letter.language))
    for block in letter.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Told]:
    match block:
        case Heading(level, text):
            yield f"/H{level}", _plain(text)
        case Paragraph(text):
            for line in text.lines():
                yield "/P", line
        case Facts(rows):
            for label, value in rows:
                yield "/Lbl", _plain(label)
                yield "/LBody", _plain(value)
        case Note(text):
            yield "/P", _plain(text)


def _plain(passage: Passage) -> Passage:
    return Passage("\n".join(line.text for line in passage.lines()), passage.language)
