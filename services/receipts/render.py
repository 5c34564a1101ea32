"""A receipt as an accessible PDF (PDF/UA-1, ISO 14289-1), made on the device."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from services.receipts import structure
from services.receipts.canvas import (
    INDENT,
    LEADING,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PRIMARY,
    SECONDARY,
    Canvas,
    Style,
)
from services.receipts.page import Block, Heading, List, Pair, Paragraph, ReceiptPage
from services.receipts.pdf import File, Name, Ref, Value
from services.receipts.structure import Element

_TITLE = Style(24, "semibold")
_HEADINGS = {2: Style(17, "semibold", PRIMARY), 3: Style(14, "semibold")}
_BODY = Style(12)
_LABEL = Style(12, "regular", SECONDARY)
_VALUE = Style(14, "semibold")
_RIGHT_TO_LEFT = frozenset({"ar"})


def render(receipt: ReceiptPage) -> bytes:
    """The receipt as a PDF file: tagged, its text selectable in reading order, its fonts inside.

    The same receipt gives the same bytes. Nothing is read but the fonts of this package.
    """
    canvas = Canvas(receipt.direction)
    document = Element("Document", receipt.language)
    canvas.rule()
    canvas.text(receipt.title, _TITLE, document.add("H1"), base=_base(receipt, None))
    for is_pair, blocks in groupby(receipt.blocks, lambda block: isinstance(block, Pair)):
        if is_pair:
            _draw_pairs(canvas, document, receipt, [block for block in blocks if isinstance(block, Pair)])
        else:
            for block in blocks:
                _draw(canvas, document, receipt, block)
    canvas.number_pages(_LABEL)
    return _file(canvas, document, receipt)


def _draw(canvas: Canvas, document: Element, receipt: ReceiptPage, block: Block) -> None:
    base = _base(receipt, block.language)
    match block:
        case Heading(level, text, language):
            style = _HEADINGS.get(level, _HEADINGS[3])
            canvas.space(style.size)
            # A heading alone at the foot of a page would part from what it heads.
            canvas.keep((style.size + 2 * _BODY.size) * LEADING)
            canvas.text(text, style, document.add(f"H{level}", language), base=base)
        case Paragraph(text, language):
            canvas.space(6)
            canvas.text(text, _BODY, document.add("P", language), base=base)
        case List(items, language):
            canvas.space(6)
            listed = document.add("L", language, numbering="Disc")
            for item in items:
                entry = listed.add("LI")
                canvas.bullet(entry.add("Lbl"), _BODY)
                canvas.text(item, _BODY, entry.add("LBody"), base=base, indent=INDENT)


def _draw_pairs(canvas: Canvas, document: Element, receipt: ReceiptPage, pairs: Sequence[Pair]) -> None:
    """Pairs that follow each other are a list whose labels are words."""
    listed = document.add("L", numbering="None")
    for pair in pairs:
        canvas.space(8)
        canvas.keep((_LABEL.size + _VALUE.size) * LEADING)
        entry = listed.add("LI")
        canvas.text(pair.label, _LABEL, entry.add("Lbl"), base=_base(receipt, None))
        value = entry.add("LBody", pair.language)
        canvas.text(pair.value, _VALUE, value, base=_base(receipt, pair.language))


def _base(receipt: ReceiptPage, language: str | None) -> int:
    """The level of a paragraph: the page's direction, or that of the language that it is in."""
    if language is None or language == receipt.language:
        return 1 if receipt.direction == "rtl" else 0
    return 1 if language in _RIGHT_TO_LEFT else 0


def _file(canvas: Canvas, document: Element, receipt: ReceiptPage) -> bytes:
    file = File()
    tree = file.reserve()
    resources: Value = {"Font": {name: font.write(file) for name, font in canvas.fonts.items()}}
    pages = [file.reserve() for _ in canvas.pages]
    for key, (ref, page) in enumerate(zip(pages, canvas.pages, strict=True)):
        file.put(
            {
                "Type": Name("Page"),
                "Parent": tree,
                "MediaBox": [0, 0, PAGE_WIDTH, PAGE_HEIGHT],
                "Resources": resources,
                "Contents": file.put_stream(b"\n".join(page.operators)),
                "StructParents": key,
                "Tabs": Name("S"),
            },
            ref,
        )
    file.put({"Type": Name("Pages"), "Kids": list(pages), "Count": len(pages)}, tree)
    catalogue = file.put(
        {
            "Type": Name("Catalog"),
            "Pages": tree,
            "Lang": receipt.language,
            "MarkInfo": {"Marked": True},
            "StructTreeRoot": structure.write(file, document, pages),
            # No Direction of R2L: it only orders facing pages, and makes PDFium turn references around.
            "ViewerPreferences": {"DisplayDocTitle": True},
            "Metadata": _metadata(file, receipt),
        }
    )
    return file.finished(catalogue, file.put({"Title": receipt.title, "Producer": "Qarib"}))


def _metadata(file: File, receipt: ReceiptPage) -> Ref:
    packet = _XMP.format(language=escape(receipt.language), title=escape(receipt.title))
    return file.put_stream(packet.encode(), {"Type": Name("Metadata"), "Subtype": Name("XML")}, plain=True)


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
   <pdfuaid:part>1</pdfuaid:part>
   <pdf:Producer>Qarib</pdf:Producer>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
