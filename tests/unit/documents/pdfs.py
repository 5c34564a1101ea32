"""PDFs as scanners, downloads and offices leave them: every reader shows those of SHOWN."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

from pypdf import PdfReader, PdfWriter

from services.documents import prepare
from services.errors import DocumentError
from tests.unit.documents import files

HEADER = b"%PDF-1.6\n"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TREE = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE]


def stream(body: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%b>>\nstream\n" % (len(body), extra) + body + b"\nendstream"


def text(words: bytes) -> bytes:
    return stream(b"BT /F 12 Tf 72 700 Td (" + words + b") Tj ET")


def document(bodies: list[bytes], extra: bytes = b"", shift: int = 0, header: bytes = HEADER) -> bytes:
    content, places = bytearray(header), []
    for number, body in enumerate(bodies, 1):
        places.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (len(bodies) + 1, extra)
    return bytes(content) + b"startxref\n%d\n%%%%EOF\n" % (start + shift)


SOUND = document([*TREE, text(b"Attestation"), FONT])
XREF = SOUND.index(b"xref\n0")


def updated(data: bytes, number: int, body: bytes) -> bytes:
    """Append an incremental update: a new version of one object."""
    before = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    content = data + b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(content)
    content += b"xref\n%d 1\n%010d 00000 n \n" % (number, len(data))
    content += b"trailer\n<</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (before, start)
    return content


def noisy(data: bytes) -> bytes:
    """Packed so that it breaks behind the last of `data`."""
    packer = zlib.compressobj()
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH) + b"\xff" * 600


def packed(
    predictor: int = 12,
    pages: int = 3,
    extra: bytes = b"",
    pack: Callable[[bytes], bytes] = zlib.compress,
) -> bytes:
    """Make a whole PDF 1.5 with object and cross-reference streams."""
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 10 + pages))
    objects = {1: TREE[0], 2: b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages)}
    objects |= dict.fromkeys(range(10, 10 + pages), b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>")
    head, body = b"", b""
    for number, value in objects.items():
        head += b"%d %d " % (number, len(body))
        body += value + b" "
    inner = pack(head + body)
    content = b"%PDF-1.5\n"
    at5 = len(content)
    content += b"5 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n" % (
        len(objects),
        len(head),
        len(inner),
    )
    content += inner + b"\nendstream\nendobj\n"
    start = len(content)
    rows = {number: (2, 5, place) for place, number in enumerate(objects)}
    rows |= {0: (0, 0, 0), 5: (1, at5, 0), 6: (1, start, 0)}
    table, above = b"", bytes(4)
    for number in range(10 + pages):
        kind, where, place = rows.get(number, (0, 0, 0))
        row = bytes([kind]) + where.to_bytes(2) + bytes([place])
        if predictor == 12:
            table += b"\2" + bytes((a - b) & 0xFF for a, b in zip(row, above, strict=True))
        elif predictor == 15:
            table += b"\1" + bytes((a - b) & 0xFF for a, b in zip(row, b"\0" + row, strict=False))
        elif predictor == 11:
            table += b"\x09" + row
        else:
            table += row
        above = row
    parameters = b"/DecodeParms<</Predictor %d/Columns 4>>" % predictor if predictor > 1 else b""
    rows_packed = pack(table)
    content += (
        b"6 0 obj\n<</Type/XRef/Size %d/W[1 2 1]/Root 1 0 R/Filter/FlateDecode%b%b/Length %d>>\nstream\n"
        % (
            10 + pages,
            parameters,
            extra,
            len(rows_packed),
        )
    )
    return content + rows_packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def hybrid() -> bytes:
    """Make a table for old readers, and a stream beside it.

    The stream is for what is packed: here one of two pages.
    """
    inner = zlib.compress(b"3 0 " + PAGE)
    bodies = [TREE[0], TREE[1], b"null", text(b"Attestation"), FONT]
    bodies += [
        b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(inner)
        + inner
        + b"\nendstream"
    ]
    data = document(bodies)
    at = data.index(b"xref\n0")
    rows = b"\2\0\6\0"
    beside = (
        b"7 0 obj\n<</Type/XRef/Size 8/W[1 2 1]/Index[3 1]/Length 4>>\nstream\n"
        + rows
        + b"\nendstream\nendobj\n"
    )
    tail = re.sub(rb"\d{10} 00000 n \n(?=(\d{10} 00000 n \n){3}trailer)", b"0000000000 00000 f \n", data[at:])
    tail = tail.replace(b"/Root 1 0 R", b"/Root 1 0 R/XRefStm %d" % at)
    return data[:at] + beside + tail.replace(b"startxref\n%d" % at, b"startxref\n%d" % (at + len(beside)))


def linearised() -> bytes:
    """Make a file in the order of linearised ones.

    The section that its end names comes first, and names the one behind.
    """
    first = HEADER + b"9 0 obj\n<</Linearized 1/L 999/H[1 1]/O 3/E 1/N 1/T 1>>\nendobj\n"
    trailer = b"trailer\n<</Size 10/Root 1 0 R/Prev %010d>>\nstartxref\n0\n%%%%EOF\n"
    gap = len(b"xref\n1 5\n") + 20 * 5 + len(trailer % 0)
    places, body = [], b""
    for number, each in enumerate([*TREE, text(b"Attestation"), FONT], 1):
        places.append(len(first) + gap + len(body))
        body += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    last = len(first) + gap + len(body)
    head = b"xref\n1 5\n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    head += trailer % last
    tail = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 10>>\nstartxref\n%d\n%%%%EOF\n" % len(first)
    return first + head + body + tail


def with_attachment(data: bytes) -> bytes:
    """Another PDF within, not packed, as an embedded file."""
    writer = PdfWriter(clone_from=io.BytesIO(SOUND))
    writer.add_attachment("annexe.pdf", data)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def written_anew(data: bytes, version: str = "%PDF-2.0") -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.pdf_header = version
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


LOCKED = files.pdf(password="secret", algorithm="RC4-128")
TRAILER_WORDS = b"trailer << /Encrypt 9 0 R /Root 8 0 R >>"

SHOWN: dict[str, Callable[[], bytes]] = {
    "sound": lambda: SOUND,
    "end mark missing": lambda: SOUND.removesuffix(b"%%EOF\n"),
    "last line missing": lambda: SOUND[: SOUND.rindex(b"startxref")],
    "padded with zeros": lambda: SOUND + bytes(4096),
    "padded with much": lambda: SOUND + b"\r\n" * 50_000,
    "page of the web behind the end": lambda: SOUND + b"<html><script>trailer</script></html>" * 200,
    "startxref points wrong": lambda: document([*TREE, text(b"Attestation"), FONT], shift=50),
    "startxref beyond the end": lambda: document([*TREE, text(b"Attestation"), FONT], shift=10**8),
    "startxref of zero": lambda: SOUND[: SOUND.rindex(b"startxref")] + b"startxref\n0\n%%EOF\n",
    "startxref without a number": lambda: SOUND[: SOUND.rindex(b"startxref")] + b"startxref\n%%EOF\n",
    "no cross-reference": lambda: SOUND[:XREF] + SOUND[SOUND.rindex(b"trailer") :],
    "all offsets wrong": lambda: re.sub(rb"00000(\d{5}) 00000 n", rb"00001\1 00000 n", SOUND),
    "table begins at one": lambda: SOUND.replace(b"xref\n0 6", b"xref\n1 6"),
    "table of another length": lambda: SOUND.replace(b"xref\n0 6", b"xref\n0 9"),
    "lines end in CR": lambda: SOUND.replace(b"\n", b"\r"),
    "lines end in CR LF, offsets as they were": lambda: SOUND.replace(b"\n", b"\r\n"),
    "blank lines before": lambda: b"\r\n\r\n" + SOUND,
    "mark before": lambda: b"\xef\xbb\xbf" + SOUND,
    "zeros before": lambda: bytes(100) + SOUND,
    "words of mail before": lambda: b"Content-Type: application/pdf\r\nContent-Length: 99\r\n\r\n" + SOUND,
    "words of a printer before": lambda: b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n" + SOUND,
    "900 signs before": lambda: b"x" * 900 + b"\n" + SOUND,
    "offsets from the start, words before": lambda: document(
        [*TREE, text(b"Attestation"), FONT], header=b"@PJL\r\n" + HEADER
    ),
    "version 2.0": lambda: written_anew(SOUND),
    "version nobody knows": lambda: b"%PDF-9.9\n" + SOUND[len(HEADER) :],
    "updated": lambda: updated(SOUND, 4, text(b"Attestation 2")),
    "updated, end mark missing": lambda: updated(SOUND, 4, text(b"Attestation 2"))[:-6],
    "hybrid": hybrid,
    "linearised": linearised,
    "linearised, startxref points wrong": lambda: re.sub(rb"startxref\n\d+\n%%EOF\n$", b"", linearised()),
    "packed": packed,
    "packed, plain table": lambda: packed(1),
    "packed, another filter": lambda: packed(15),
    "packed, filter nobody knows": lambda: packed(11),
    "packed, startxref points wrong": lambda: re.sub(rb"startxref\n\d+", b"startxref\n7", packed()),
    "packed, end mark missing": lambda: packed().removesuffix(b"%%EOF\n"),
    "packed, table damaged": lambda: packed().replace(b"/W[1 2 1]", b"/W[1 1]  "),
    "packed, checksums missing": lambda: packed(pack=lambda data: zlib.compress(data)[:-4]),
    "packed, checksums wrong": lambda: packed(pack=lambda data: zlib.compress(data)[:-4] + bytes(4)),
    "packed, noise behind the objects": lambda: packed(pack=noisy),
    "packed, checksums wrong, startxref wrong": lambda: re.sub(
        rb"startxref\n\d+", b"startxref\n7", packed(pack=lambda data: zlib.compress(data)[:-4] + bytes(4))
    ),
    "words of a trailer in the text": lambda: document([*TREE, text(TRAILER_WORDS), FONT]),
    "words of a trailer in the title": lambda: document(
        [*TREE, text(b"Attestation"), FONT, b"<</Title(\n" + TRAILER_WORDS + b"\n)>>"], b"/Info 6 0 R"
    ),
    "words of a trailer in a comment": lambda: document([*TREE, text(b"A"), FONT + b"\n% " + TRAILER_WORDS]),
    "words of a trailer, startxref wrong": lambda: document([*TREE, text(TRAILER_WORDS), FONT], shift=9),
    "words of an object in the text": lambda: document(
        [*TREE, text(b"endstream? 1 0 obj <</Type/Pages>>"), FONT], shift=9
    ),
    "locked paper attached": lambda: with_attachment(LOCKED),
    "locked paper attached, startxref wrong": lambda: re.sub(
        rb"startxref\n\d+\n%%EOF\n$", b"startxref\n9\n%%EOF\n", with_attachment(LOCKED)
    ),
    "encryption of nothing": lambda: document([*TREE, text(b"A"), FONT], b"/Encrypt null"),
    "encryption that is not there": lambda: document([*TREE, text(b"A"), FONT], b"/Encrypt 9 0 R"),
    "count of none": lambda: SOUND.replace(b"/Count 1", b"/Count 0"),
    "count of many": lambda: SOUND.replace(b"/Count 1", b"/Count 7"),
    "no type in the tree": lambda: SOUND.replace(b"/Type/Pages/Kids", b"           /Kids"),
    "page that does not say it is one": lambda: SOUND.replace(b"/Type/Page/Parent", b"          /Parent"),
    "tree that loops behind its page": lambda: document(
        [TREE[0], b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>", PAGE, text(b"A"), FONT]
    ),
    "name with a sign in numbers": lambda: SOUND.replace(b"/Type/Pages", b"/Type/P#61ges"),
    **{
        f"only its owner may change it, {algorithm}": lambda algorithm=algorithm: files.pdf(  # type: ignore[misc]
            password="", algorithm=algorithm
        )
        for algorithm in ("RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256")
    },
}

CIPHER = zlib.compress(b"%%")[:-4] + b"\xff" * 400
READ_ONLY: dict[str, Callable[[], bytes]] = {
    "permissions with a fraction of zero": lambda: sealed(CIPHER, permissions=b"%d.0"),
    "permissions with a point": lambda: sealed(CIPHER, permissions=b"%d."),
    "revision and length with a fraction of zero": lambda: sealed(CIPHER).replace(
        b"/R 3/Length 128/", b"/R 3.0/Length 128.00/"
    ),
}
"""Everyone may read them, and nobody counts their pages."""

NO_PAGE: dict[str, Callable[[], bytes]] = {
    "no page at all": lambda: document([TREE[0], b"<</Type/Pages/Kids[]/Count 0>>"]),
    "no kids": lambda: document([TREE[0], b"<</Type/Pages/Count 0>>"]),
    "no kids, count of three": lambda: document([TREE[0], b"<</Type/Pages/Kids[]/Count 3>>"]),
    "tree that is its own kid": lambda: document([TREE[0], b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
    "branches without leaves": lambda: document(
        [TREE[0], b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1>>"]
    ),
    "no page at all, end mark missing": lambda: document(
        [TREE[0], b"<</Type/Pages/Kids[]/Count 0>>"]
    ).removesuffix(b"%%EOF\n"),
    "no page at all, startxref wrong": lambda: document(
        [TREE[0], b"<</Type/Pages/Kids[]/Count 0>>"], shift=9
    ),
    "no page at all, packed": lambda: packed(pages=0),
    "tree that says neither kind nor kids": lambda: document([TREE[0], b"<</Count 0>>"]),
    "tree that lies in its catalog": lambda: document([b"<</Type/Catalog/Pages<</Count 0>>>>"]),
    "kid that is a branch without kids": lambda: document([*TREE[:2], b"<</Count 0/Parent 2 0 R>>"]),
    "kid with no kids": lambda: document([*TREE[:2], b"<</Type/Page/Kids[]/Count 0/Parent 2 0 R>>"]),
    "kid that is the catalog": lambda: document([TREE[0], b"<</Type/Pages/Kids[1 0 R]/Count 1>>"]),
    "kid that says nothing": lambda: document([*TREE[:2], b"<<>>"]),
}

BROKEN: dict[str, Callable[[], bytes]] = {
    "header and nothing else": lambda: b"%PDF-1.7\n%%EOF\n",
    "header and noise": lambda: b"%PDF-1.7\n" + zlib.compress(bytes(range(256)) * 50),
    "no tree": lambda: document([b"<</Type/Catalog>>"]),
    "no root": lambda: SOUND.replace(b"/Catalog/Pages 2 0 R", b"/Catalag/Pagas 2 0 R"),
    "no cross-reference, no trailer": lambda: SOUND[:XREF],
    "page is missing": lambda: document([TREE[0], TREE[1]]),
    "cut within the page": lambda: SOUND[: SOUND.index(b"/MediaBox")],
    "cut within the content": lambda: SOUND[: SOUND.index(b"Attest")],
    "cut before the content": lambda: SOUND[: SOUND.index(b"4 0 obj")],
    "linearised, cut": lambda: linearised()[: linearised().index(b"3 0 obj")],
    "packed, too costly to read": lambda: costly(),  # noqa: PLW0108 -- defined below
    "half of what is packed": lambda: packed()[: packed().index(b"stream") + 60],
}


def costly() -> bytes:
    """Make a PDF without cross-reference that costs much to search.

    Its root is behind a million words of which each says that it is there.
    """
    words = b"1 0 " * 2_000_000
    heading = b"7 0 obj\n<</Type/ObjStm/N 4/First %d/Filter/FlateDecode/Length %d>>\nstream\n"
    inner = zlib.compress(words, 9)
    content = b"%PDF-1.5\n" + heading % (len(words), len(inner)) + inner + b"\nendstream\nendobj\n"
    return content + b"trailer <</Root 1 0 R>>\n"


def wordy(pages: int) -> bytes:
    """Make pages with a long dictionary each."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + pages))
    own = PAGE.replace(b"/Resources", b"/Annots[" + b"null " * 600 + b"]/Resources")
    return document([TREE[0], b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages), *[own] * pages])


def sealed(cipher: bytes, permissions: bytes = b"%d") -> bytes:
    """Everyone may read it; its objects were packed and then became `cipher`."""
    trailer = PdfReader(io.BytesIO(files.pdf(password="", algorithm="RC4-128"))).trailer
    encryption = trailer["/Encrypt"]
    owner, user, first = encryption["/O"], encryption["/U"], trailer["/ID"][0]
    said = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P %b/O<%b>/U<%b>>>/ID[<%b><>]" % (
        permissions % encryption["/P"],
        *(each.original_bytes.hex().encode() for each in (owner, user, first)),
    )
    return packed(extra=said, pack=lambda data: cipher if b"/Catalog" in data else zlib.compress(data))


def verdict(data: bytes) -> str:
    """Return `taken`, or the reason why preparing refuses."""
    try:
        prepare(data)
    except DocumentError as error:
        return error.reason
    return "taken"
