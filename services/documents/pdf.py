"""The check that a reader opens a PDF without a password, and its number of pages (ISO 32000-2).

Only what decides that is read: the cross-reference or, where it is broken, the headings of the objects, the
encryption dictionary and the page tree. Nothing is rendered or run, and the work is bounded.
"""

from __future__ import annotations

from services.documents import pdf_password
from services.documents.pdf_objects import Objects
from services.documents.pdf_recovery import recover
from services.documents.pdf_reference import follow, lacks_end_of_update
from services.documents.pdf_values import Dictionary, PdfError, Reference, SealedError, Value
from services.errors import DocumentError

_MOST_PAGES = 1000
"""More are not counted but believed."""
_MOST_NODES = 4000
_TOKENS_FOR_THE_REST = 50_000
"""Pages with long dictionaries are not counted to the end either."""
_OF_PAGES = frozenset({b"Contents", b"MediaBox", b"Resources", b"Parent"})


def check(data: bytes) -> int | None:
    """Return the number of pages, or None where it cannot be told.

    DocumentError: `damaged`, `protected` or `empty`.
    """
    pages = _pages(data)
    if lacks_end_of_update(data):
        raise DocumentError("damaged")
    return pages


def _pages(data: bytes) -> int | None:
    try:
        return _shown(follow(data), must_be_whole=False)
    except SealedError:
        return None
    except PdfError:
        pass  # readers repair it, too
    try:
        objects, ends = recover(data)
        return _shown(objects, must_be_whole=not ends)
    except SealedError:
        return None
    except PdfError as error:
        raise DocumentError("damaged") from error


def _shown(objects: Objects, *, must_be_whole: bool) -> int | None:
    _require_open(objects)
    root = objects.dictionary(objects.trailer.get(b"Root"))
    tree = objects.dictionary(root.get(b"Pages")) if root else None
    if root is None or tree is None:
        raise PdfError("no page tree")
    pages, missing, more = _leaves(objects, root[b"Pages"])
    if missing and (must_be_whole or not pages):
        raise PdfError("pages are missing")
    if not pages:
        if more:
            return None
        raise DocumentError("empty")
    if must_be_whole and not all(_has_its_parts(objects, page) for page in pages):
        raise PdfError("parts of pages are missing")
    claimed = objects.get(tree.get(b"Count"))
    if more and isinstance(claimed, int):
        return max(claimed, len(pages))
    return len(pages)


def _require_open(objects: Objects) -> None:
    encryption = objects.dictionary(objects.trailer.get(b"Encrypt"))
    if encryption is None:
        return  # what the trailer names is not there: readers take the document as it is
    identity = objects.get(objects.trailer.get(b"ID"))
    first = objects.get(identity[0]) if isinstance(identity, list) and identity else b""
    plain = {key: objects.get(value) for key, value in encryption.items()}
    if not pdf_password.opens_without(plain, first if isinstance(first, bytes) else b""):
        raise DocumentError("protected")


def _leaves(objects: Objects, tree: Value) -> tuple[list[Dictionary], int, bool]:
    """Return pages, number of empty places, and whether there are more.

    The page tree at `tree` may loop.
    """
    pages: list[Dictionary] = []
    missing = 0
    seen = set[int]()
    waiting = [tree]
    while waiting and len(pages) < _MOST_PAGES and len(seen) < _MOST_NODES:
        if pages and objects.parser.tokens_left < _TOKENS_FOR_THE_REST:
            break
        place = waiting.pop()
        if isinstance(place, Reference):
            if place.number in seen:
                continue
            seen.add(place.number)
        node = objects.dictionary(place)
        if node is None:
            missing += 1
        elif (kids := _kids(objects, node)) is not None:
            waiting += kids
        elif _is_page(objects, node):
            pages.append(node)
    return pages, missing, bool(waiting)


def _kids(objects: Objects, node: Dictionary) -> list[Value] | None:
    """Return the kids of a branch of the page tree, last first."""
    kids = objects.get(node.get(b"Kids"))
    if isinstance(kids, dict):
        return [node[b"Kids"]]  # an only child without its brackets
    return kids[::-1] if isinstance(kids, list) else None


def _is_page(objects: Objects, node: Dictionary) -> bool:
    """True if readers show it as a page, whatever its type is.

    Such a page has no kids, but something to show.
    """
    if b"Contents" in node or objects.get(node.get(b"Type")) == b"Page":
        return True
    return b"Count" not in node and not _OF_PAGES.isdisjoint(node)


def _has_its_parts(objects: Objects, page: Dictionary) -> bool:
    """True if the page's content and pictures are in the file."""
    contents = objects.get(page.get(b"Contents"))
    parts = [page.get(b"Contents"), *(contents if isinstance(contents, list) else [])]
    resources = objects.dictionary(page.get(b"Resources"))
    drawn = objects.dictionary(resources.get(b"XObject")) if resources else None
    parts += drawn.values() if drawn else []
    return all(objects.holds(part.number) for part in parts if isinstance(part, Reference))
