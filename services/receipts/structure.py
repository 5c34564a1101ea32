"""The structure tree: what a screen reader walks through (ISO 32000-1, 14.7; ISO 14289-1)."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.receipts.pdf import File, Name, Ref, Value


@dataclass(slots=True)
class Element:
    """A heading, paragraph, list or part of one. `role` is a standard structure type."""

    role: str
    language: str | None = None
    children: list[Element] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    """Its own content: page and mark on that page. Text that runs over a page's end has several."""
    numbering: str | None = None
    """Of a list: what its labels are, Disc for bullets, None for words (14.8.5.5)."""

    def add(self, role: str, language: str | None = None, *, numbering: str | None = None) -> Element:
        child = Element(role, language, numbering=numbering)
        self.children.append(child)
        return child


def write(file: File, document: Element, pages: list[Ref]) -> Ref:
    """The tree of `document`; gives its root for the catalogue. Page n has the parent-tree key n."""
    root = file.reserve()
    owners: list[dict[int, Ref]] = [{} for _ in pages]
    top = _write_element(file, document, root, pages, owners)
    parents: list[Value] = []
    for key, owned in enumerate(owners):
        parents += [key, [owned[mark] for mark in sorted(owned)]]
    return file.put(
        {
            "Type": Name("StructTreeRoot"),
            "K": [top],
            "ParentTree": file.put({"Nums": parents}),
            "ParentTreeNextKey": len(pages),
        },
        root,
    )


def _write_element(
    file: File, element: Element, parent: Ref, pages: list[Ref], owners: list[dict[int, Ref]]
) -> Ref:
    ref = file.reserve()
    kids: list[Value] = []
    for page, mark in element.marks:
        owners[page][mark] = ref
        kids.append({"Type": Name("MCR"), "Pg": pages[page], "MCID": mark})
    kids += [_write_element(file, child, ref, pages, owners) for child in element.children]
    entries: dict[str, Value] = {"Type": Name("StructElem"), "S": Name(element.role), "P": parent, "K": kids}
    if element.language:
        entries["Lang"] = element.language
    if element.numbering:
        entries["A"] = {"O": Name("List"), "ListNumbering": Name(element.numbering)}
    return file.put(entries, ref)
