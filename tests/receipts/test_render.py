"""The receipt as programs read it: text in order, structure, metadata, fonts."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from services.receipts import Block, Heading, List, Pair, Paragraph, ReceiptPage, render

ARABIC = ReceiptPage(
    "ar",
    "rtl",
    "وصل إيداع طلب",
    [
        Paragraph("استلم الصندوق (CNAS) طلبك بتاريخ 21 نوفمبر 2026، 14:05."),
        Pair("رقم المرجع", "\u2066QC2H-7JM4\u2069"),
        Pair("المعنية بالأمر", "أمينة بن علي"),
        Pair("رقم الهاتف", "\u20660550 12 34 56\u2069"),
        Heading(2, "ما سيحدث الآن"),
        List(["لا حاجة إلى التنقل.", "قد تطلب الوكالة وثيقة، مثلًا الوصفة."]),
        Paragraph("Votre dossier est complet.", "fr"),
    ],
)
FRENCH = ReceiptPage(
    "fr",
    "ltr",
    "Récépissé de dépôt",
    [
        Paragraph("La CNAS a reçu votre demande le 21 novembre 2026, 14:05."),
        Pair("Référence", "QC2H-7JM4"),
        Pair("Nom", "أمينة بن علي", "ar"),
        Heading(2, "Ce qui se passe maintenant"),
        List(["L’agence étudie vos documents.", "Montant : 1\u202f234,50 DA, « ffi », Ɣer zdat."]),
    ],
)


def reader(receipt: ReceiptPage) -> PdfReader:
    return PdfReader(io.BytesIO(render(receipt)))


def structure(receipt: ReceiptPage) -> Any:
    return reader(receipt).trailer["/Root"]["/StructTreeRoot"]


def roles(element: Any) -> list[Any]:
    """The tree as nested lists: [role, child, child…]."""
    children = [kid.get_object() for kid in element["/K"]]
    return [element["/S"], *(roles(kid) for kid in children if kid["/Type"] == "/StructElem")]


def elements(element: Any) -> Iterator[Any]:
    yield element
    for kid in element["/K"]:
        if kid.get_object()["/Type"] == "/StructElem":
            yield from elements(kid.get_object())


def test_arabic_is_extracted_in_reading_order() -> None:
    assert reader(ARABIC).pages[0].extract_text().split("\n") == [
        "وصل إيداع طلب",
        "استلم الصندوق (CNAS) طلبك بتاريخ 21 نوفمبر 2026، 14:05.",
        "رقم المرجع",
        "QC2H-7JM4",
        "المعنية بالأمر",
        "أمينة بن علي",
        "رقم الهاتف",
        "0550 12 34 56",
        "ما سيحدث الآن",
        "•لا حاجة إلى التنقل.",
        "•قد تطلب الوكالة وثيقة، مثلًا الوصفة.",
        "Votre dossier est complet.",
    ]


def test_french_is_extracted_in_reading_order() -> None:
    assert reader(FRENCH).pages[0].extract_text().split("\n") == [
        "Récépissé de dépôt",
        "La CNAS a reçu votre demande le 21 novembre 2026, 14:05.",
        "Référence",
        "QC2H-7JM4",
        "Nom",
        "أمينة بن علي",
        "Ce qui se passe maintenant",
        "• L’agence étudie vos documents.",
        "• Montant : 1\u202f234,50 DA, « ffi », Ɣer zdat.",
    ]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's tools are not installed")
def test_programs_that_sort_text_by_its_place_read_the_same() -> None:
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=render(ARABIC), capture_output=True, check=True
    )
    said = [line.strip() for line in _without_marks(done.stdout.decode()).splitlines() if line.strip()]
    assert said[0] == "وصل إيداع طلب"
    assert "أمينة بن علي" in said
    assert "QC2H-7JM4" in said
    assert "• لا حاجة إلى التنقل." in said


def _without_marks(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\u202a\u202b\u202c\u200e\u200f\x0c")))


def test_the_structure_is_what_a_screen_reader_walks_through() -> None:
    item = ["/LI", ["/Lbl"], ["/LBody"]]
    assert roles(structure(ARABIC)["/K"][0]) == [
        "/Document",
        ["/H1"],
        ["/P"],
        ["/L", item, item, item],
        ["/H2"],
        ["/L", item, item],
        ["/P"],
    ]


def test_every_mark_of_a_page_belongs_to_the_element_that_owns_it() -> None:
    long = ReceiptPage("fr", "ltr", "Long", [Paragraph("Une phrase. " * 900), List(["Un point. " * 300])])
    document = reader(long)
    assert len(document.pages) > 2
    root = document.trailer["/Root"]["/StructTreeRoot"]
    numbers = root["/ParentTree"]["/Nums"]
    owners = {numbers[i]: numbers[i + 1] for i in range(0, len(numbers), 2)}
    for key, page in enumerate(document.pages):
        content = page.get_contents().get_data().decode("latin-1")  # type: ignore[union-attr]
        assert page["/StructParents"] == key
        assert content.count("/MCID") == len(owners[key])
        assert content.count("BDC") + content.count("BMC") == content.count("EMC")
    for element in elements(root["/K"][0].get_object()):
        for kid in element["/K"]:
            if kid.get_object()["/Type"] == "/MCR":
                page_key = kid["/Pg"]["/StructParents"]
                assert owners[page_key][kid["/MCID"]].get_object()["/S"] == element["/S"]


def test_other_languages_are_marked() -> None:
    spoken = [(e["/S"], e.get("/Lang")) for e in elements(structure(FRENCH)["/K"][0])]
    assert ("/LBody", "ar") in spoken
    assert spoken[0] == ("/Document", "fr")


def test_the_document_says_what_it_is() -> None:
    document = reader(ARABIC)
    root = document.trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata is not None
    assert document.metadata.title == "وصل إيداع طلب"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "وصل إيداع طلب" in xmp
    assert document.pages[0]["/Tabs"] == "/S"


def test_a_title_with_signs_of_xml_breaks_nothing() -> None:
    title = "Reçu <b> & “fin”"
    assert reader(ReceiptPage("fr", "ltr", title, [])).xmp_metadata.dc_title == {"x-default": title}  # type: ignore[union-attr]


def test_fonts_are_inside_with_the_drawn_glyphs_alone() -> None:
    document = reader(FRENCH)
    fonts = document.pages[0]["/Resources"]["/Font"]
    assert set(fonts) == {"/ReadexPro-Regular", "/ReadexPro-SemiBold", "/NotoSans-Regular"}
    for font in fonts.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        program = descendant["/FontDescriptor"]["/FontFile2"].get_data()
        embedded = TTFont(io.BytesIO(program))
        glyph_ids = descendant["/CIDToGIDMap"].get_data()
        widths = descendant["/W"][1]
        assert len(glyph_ids) == 2 * (len(widths) + 1)
        for code, width in enumerate(widths, start=1):
            glyph = int.from_bytes(glyph_ids[2 * code : 2 * code + 2], "big")
            assert glyph != 0
            advance, _ = embedded["hmtx"][embedded.getGlyphName(glyph)]
            assert advance == pytest.approx(width, abs=0.5)
        assert len(embedded.getGlyphOrder()) < 60


def test_a_letter_that_no_font_has_can_still_be_copied() -> None:
    assert "漢 😀" in reader(ReceiptPage("fr", "ltr", "Nom", [Paragraph("漢 😀")])).pages[0].extract_text()


def test_the_same_receipt_gives_the_same_bytes() -> None:
    assert render(ARABIC) == render(ARABIC)


def test_a_heading_is_not_left_alone_at_the_foot_of_a_page() -> None:
    for lines in range(25, 33):
        blocks: list[Block] = [Paragraph("Ligne")] * lines
        document = reader(ReceiptPage("fr", "ltr", "T", [*blocks, Heading(2, "Titre"), Paragraph("Texte")]))
        page = next(page.extract_text() for page in document.pages if "Titre" in page.extract_text())
        assert "Texte" in page
