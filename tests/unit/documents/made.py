"""Pictures as people's programs write them, sound and broken: every browser shows those of SHOWN."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEAD = len(SIGNATURE) + 25
"""Bytes of a PNG before its second chunk."""


def sheet(size: tuple[int, int] = (620, 877)) -> Image.Image:
    """Draw a page of print with a red head."""
    return _sheet(size).copy()


@cache
def _sheet(size: tuple[int, int]) -> Image.Image:
    picture = Image.new("RGB", size, (250, 250, 245))
    pen = ImageDraw.Draw(picture)
    for y in range(100, size[1] - 40, 40):
        for x in range(40, size[0] - 40, 30):
            pen.rectangle([x, y, x + 18, y + 14], fill=(20, 20, 20))
    pen.rectangle([0, 0, size[0] // 3, 60], fill=(200, 30, 30))
    return picture


def scan(size: tuple[int, int]) -> Image.Image:
    """Draw the page with the grain of paper, as scanned."""
    grain = Image.effect_noise(size, 12).convert("RGB")
    return Image.blend(sheet(size), grain, 0.1)


def coded(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def chunk(name: bytes, body: bytes, wrong: bool = False) -> bytes:
    check = zlib.crc32(name + body) ^ (0xFFFF if wrong else 0)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)


@cache
def png(**options: object) -> bytes:
    return coded(sheet(), "PNG", **options)


def with_chunk(piece: bytes, data: bytes | None = None) -> bytes:
    data = data or png()
    return data[:HEAD] + piece + data[HEAD:]


def without_end(data: bytes) -> bytes:
    return data[: data.rindex(b"IEND") - 4]


@cache
def jpeg(**options: object) -> bytes:
    return coded(sheet(), "JPEG", **{"quality": 80, **options})


def with_segment(marker: int, body: bytes, *, claims: int | None = None, data: bytes | None = None) -> bytes:
    length = len(body) + 2 if claims is None else claims
    data = data or jpeg()
    return data[:2] + bytes([0xFF, marker]) + struct.pack(">H", length) + body + data[2:]


def head(size: tuple[int, int], depth: int, colour: int, interlaced: int = 0) -> bytes:
    return SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, interlaced))


def indexed(palette: bytes | None) -> bytes:
    rows = zlib.compress(b"".join(b"\0" + bytes(400) for _ in range(500)))
    places = chunk(b"PLTE", palette) if palette is not None else b""
    return head((400, 500), 8, 3) + places + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def grey16(picture: Image.Image) -> Image.Image:
    return picture.convert("L").convert("I").point(lambda level: level * 257).convert("I;16")


def rgb16() -> bytes:
    """Make 16 bits of each colour, which Pillow cannot write."""
    pixels = sheet().tobytes()
    wide = bytearray(2 * len(pixels))
    wide[::2] = wide[1::2] = pixels
    row = 620 * 6
    rows = b"".join(b"\0" + wide[at : at + row] for at in range(0, len(wide), row))
    return head((620, 877), 16, 2) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


_LONG = b"<x>" + b"a" * (3 * 2**20)

PNGS: dict[str, Callable[[], bytes]] = {
    "long XMP": lambda: with_chunk(chunk(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0" + zlib.compress(_LONG))),
    "long zTXt": lambda: with_chunk(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(_LONG * 30))),
    "zTXt not compressed": lambda: with_chunk(chunk(b"zTXt", b"Comment\0\0plain")),
    "iTXt without parts": lambda: with_chunk(chunk(b"iTXt", b"x")),
    "tEXt without end": lambda: with_chunk(chunk(b"tEXt", b"\xff" * 100)),
    "time with wrong checksum": lambda: with_chunk(chunk(b"tIME", b"\x07\xe8\x01\x01\0\0\0", wrong=True)),
    "gamma too short": lambda: with_chunk(chunk(b"gAMA", b"\0")),
    "gamma empty": lambda: with_chunk(chunk(b"gAMA", b"")),
    "sRGB empty": lambda: with_chunk(chunk(b"sRGB", b"")),
    "cHRM too short": lambda: with_chunk(chunk(b"cHRM", b"\0" * 5)),
    "pHYs too short": lambda: with_chunk(chunk(b"pHYs", b"\0\0")),
    "bKGD too short": lambda: with_chunk(chunk(b"bKGD", b"\0")),
    "tRNS too short": lambda: with_chunk(chunk(b"tRNS", b"\0")),
    "tRNS empty": lambda: with_chunk(chunk(b"tRNS", b"")),
    "profile not compressed": lambda: with_chunk(chunk(b"iCCP", b"sRGB\0\0nothing")),
    "profile without a name": lambda: with_chunk(chunk(b"iCCP", b"")),
    "long profile": lambda: with_chunk(chunk(b"iCCP", b"p\0\0" + zlib.compress(_LONG * 30))),
    "EXIF broken": lambda: with_chunk(chunk(b"eXIf", b"MM\0*\xff\xff\xff\xff")),
    "EXIF with wrong checksum": lambda: with_chunk(chunk(b"eXIf", b"MM\0*", wrong=True)),
    "animation broken": lambda: with_chunk(chunk(b"acTL", b"\0")),
    "animation without frames": lambda: with_chunk(chunk(b"acTL", struct.pack(">II", 0, 0))),
    "private chunk": lambda: with_chunk(chunk(b"vpAg", b"\0" * 9, wrong=True)),
    "film behind the end": lambda: png() + b"ftyp a film" * 1000,
    "no end": lambda: without_end(png()),
    "end cut in the middle": lambda: png()[:-6],
    "interlaced": lambda: interlaced(),  # noqa: PLW0108 -- defined below
    "16 bits of grey": lambda: coded(grey16(sheet()), "PNG"),
    "16 bits of each colour": rgb16,
    "grey and alpha": lambda: coded(sheet().convert("LA"), "PNG"),
    "1 bit": lambda: coded(sheet().convert("1"), "PNG"),
    "2 bits": lambda: coded(sheet().quantize(4), "PNG", bits=2),
    "palette shorter than its places": lambda: indexed(b"\xff\xff\xff"),
    "palette longer than its places": lambda: indexed(bytes(range(256)) * 3 + b"\1\2\3"),
    "animated": lambda: coded(sheet(), "PNG", save_all=True, append_images=[Image.new("RGB", (620, 877))]),
}

JPEGS: dict[str, Callable[[], bytes]] = {
    "two bytes missing": lambda: jpeg()[:-2],
    "one byte missing": lambda: jpeg()[:-1],
    "last bytes of the rows missing": lambda: jpeg()[:-8],
    "progressive, end missing": lambda: jpeg(progressive=True)[:-40],
    "EXIF broken": lambda: with_segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff"),
    "EXIF too short": lambda: with_segment(0xE1, b"Exif\0\0M"),
    "EXIF empty": lambda: with_segment(0xE1, b""),
    "profile broken": lambda: with_segment(0xE2, b"ICC_PROFILE\0"),
    "profile without its parts": lambda: with_segment(0xE2, b"ICC_PROFILE\0\x01\x09" + b"\0" * 30),
    "several pictures announced": lambda: with_segment(0xE2, b"MPF\0MM\0*\0\0\0\xff"),
    "JFIF too short": lambda: with_segment(0xE0, b"JFIF\0"),
    "Adobe too short": lambda: with_segment(0xEE, b"Adobe"),
    "Photoshop broken": lambda: with_segment(0xED, b"Photoshop 3.0\x008BIM\x03\xed\0\0\xff\xff\xff\xff"),
    "comment of no length": lambda: with_segment(0xFE, b"", claims=0),
    "segment longer than it says": lambda: with_segment(0xE4, b"\0" * 100, claims=20),
    "fill bytes": lambda: jpeg()[:2] + b"\xff" * 2**20 + jpeg()[2:],
    "film behind the end": lambda: jpeg() + b"\0\0\0\x18ftypmp42 a film" * 1000,
    "restart marks": lambda: jpeg(restart_marker_rows=1),
    "CMYK": lambda: coded(sheet().convert("CMYK"), "JPEG"),
    "grey": lambda: coded(sheet().convert("L"), "JPEG"),
    "several pictures": lambda: coded(sheet(), "MPO", save_all=True, append_images=[sheet((62, 87))]),
}

BROKEN: dict[str, Callable[[], bytes]] = {
    "indexed without palette": lambda: indexed(None),
    "palette of no colour": lambda: indexed(b""),
    "palette of half a colour": lambda: indexed(b"\1\2\3\4"),
    "no header": lambda: SIGNATURE + png()[HEAD:],
    "no rows": lambda: png()[:HEAD] + chunk(b"IEND", b""),
    "no width": lambda: head((0, 10), 8, 2) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""),
    "unknown colours": lambda: head((9, 9), 8, 5) + png()[HEAD:],
    "unknown depth": lambda: head((9, 9), 3, 0) + png()[HEAD:],
    "unknown filter": lambda: head((4, 2), 8, 0) + chunk(b"IDAT", zlib.compress(b"\x09abcd" * 2)),
    "half of a PNG": lambda: coded(scan((200, 300)), "PNG")[:25_000],
    "half of an interlaced PNG": lambda: interlaced()[:3000],
    "half of a JPEG": lambda: jpeg()[: len(jpeg()) // 2],
    "nine tenths of a JPEG": lambda: jpeg()[: len(jpeg()) * 9 // 10],
    "first scan of a progressive JPEG": lambda: jpeg(progressive=True)[: len(jpeg(progressive=True)) // 3],
    "JPEG of no size": lambda: (
        b"\xff\xd8\xff\xc0\0\x0b\x08\0\0\0\0\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0?\0"
    ),
    "JPEG without a frame": lambda: b"\xff\xd8\xff\xda\0\x08\x01\x01\0\0?\0abc\xff\xd9",
    "JPEG of metadata": lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 9 + b"\xff\xd9",
    "fill bytes and nothing else": lambda: b"\xff\xd8" + b"\xff" * (20 * 2**20),
    "empty segments without end": lambda: b"\xff\xd8" + b"\xff\xfe\0\2" * 2**20,
    "scans without end": lambda: b"\xff\xd8" + jpeg()[2:-2] + b"\xff\xda\0\x08\x01\x01\0\0?\0" * 2**16,
}

MARK = b"\xff\xd9"


def ended(data: bytes, share: float) -> bytes:
    """Return the beginning of a JPEG with the mark of its end."""
    return data[: int(len(data) * share)] + MARK


def raised(data: bytes, height: int) -> bytes:
    """Make a JPEG claim to be higher than its rows."""
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + height.to_bytes(2) + data[at + 2 :]


def in_three_scans() -> bytes:
    """Make a JPEG with brightness and colours in separate scans.

    Pillow does not write that.
    """
    first, *others = [coded(sheet().convert("L"), "JPEG", quality=80)] * 3
    frame = first.index(b"\xff\xc0")
    colours = b"\xff\xc0\0\x11" + first[frame + 4 : frame + 9] + b"\3" + b"\1\x11\0\2\x11\0\3\x11\0"
    scan = first.index(b"\xff\xda")
    head = first[:frame] + colours + first[frame + 13 : scan]
    scans = [each[each.index(b"\xff\xda") : -2] for each in (first, *others)]
    return (
        head + b"".join(each[:5] + bytes([number]) + each[6:] for number, each in enumerate(scans, 1)) + MARK
    )


MARKED: dict[str, Callable[[], bytes]] = {
    **{
        f"{share} of a JPEG, end marked": lambda share=share: ended(jpeg(quality=90), share)  # type: ignore[misc]
        for share in (0.2, 1 / 3, 0.5, 0.9)
    },
    "half of a grey JPEG, end marked": lambda: ended(coded(sheet().convert("L"), "JPEG"), 0.5),
    "half of a CMYK JPEG, end marked": lambda: ended(coded(sheet().convert("CMYK"), "JPEG"), 0.5),
    "end marked in the middle": lambda: ended(jpeg(), 0.5) + jpeg()[len(ended(jpeg(), 0.5)) :],
    "half of a progressive JPEG, end marked": lambda: ended(jpeg(progressive=True), 1 / 6),
    "half of a JPEG with restart marks, end marked": lambda: ended(jpeg(restart_marker_rows=1), 0.5),
    "cut before a restart mark, end marked": lambda: jpeg(restart_marker_rows=1).split(b"\xff\xd4")[0] + MARK,
    "JPEG in three scans, the first cut": lambda: ended(in_three_scans(), 0.2),
    "height raised": lambda: raised(jpeg(), 1200),
}
"""Broken as well: rows are missing though the end is marked."""


@cache
def interlaced() -> bytes:
    """Make an Adam7 PNG, each pass a small picture of its own.

    Pillow does not write that.
    """
    picture, rows = sheet(), bytearray()
    pixels, length = picture.tobytes(), picture.width * 3
    for x, y, across, down in ADAM7:
        for line in range(y, picture.height, down):
            whole = pixels[line * length : (line + 1) * length]
            row = bytearray(3 * len(range(x, picture.width, across)))
            for colour in range(3):
                row[colour::3] = whole[3 * x + colour :: 3 * across]
            rows += b"\0" + row
    return head(picture.size, 8, 2, 1) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
