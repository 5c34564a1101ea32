"""Files made by code: pictures and PDFs, sound ones and others."""

from __future__ import annotations

import io
import random
import zlib

from PIL import Image, ImageDraw
from pypdf import PdfWriter


def page(size: tuple[int, int] = (640, 900), mode: str = "RGB") -> Image.Image:
    """Draw a sheet of lines, darker at its top.

    Its orientation can be told.
    """
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for y in range(size[1] // 3, size[1], 24):
        draw.line((20, y, size[0] - 20, y), fill=(30, 30, 60), width=2)
    draw.rectangle((0, 0, size[0], size[1] // 8), fill=(10, 10, 10))
    return image.convert(mode)


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("RGB", size, random.Random(7).randbytes(size[0] * size[1] * 3))


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def photograph(orientation: int = 1, size: tuple[int, int] = (640, 900), quality: int = 95) -> bytes:
    """Make a JPEG as a phone writes it.

    Place, time, maker, thumbnail, a comment, and a film behind its end.
    """
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "PHONEMAKER"
    exif[0x0132] = "2026:11:21 18:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 45.0, 0.0), 3: "E", 4: (3.0, 3.0, 0.0)})
    data = encoded(page(size), "JPEG", quality=quality, exif=exif, comment=b"a comment")
    return data + b"\x00\x00\x00\x18ftypmp42 a film"


def pdf(
    pages: int = 1, *, password: str | None = None, owner: str = "owner", algorithm: str | None = None
) -> bytes:
    """Make a PDF; an empty `password` lets everyone read it."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if password is not None:
        writer.encrypt(password, owner_password=owner, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def modern_pdf(pages: int = 3) -> bytes:
    """Make a PDF 1.5 with its page tree in an object stream."""
    kids = " ".join(f"{number} 0 R" for number in range(10, 10 + pages))
    objects = {1: "<< /Type /Catalog /Pages 2 0 R >>", 2: f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>"}
    objects |= dict.fromkeys(range(10, 10 + pages), "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
    body, head = "", ""
    for number, text in objects.items():
        head += f"{number} {len(body)} "
        body += text + " "
    packed = zlib.compress((head + body).encode())
    stream = (
        f"5 0 obj\n<< /Type /ObjStm /N {len(objects)} /First {len(head)} /Filter /FlateDecode"
        f" /Length {len(packed)} >>\nstream\n"
    ).encode()
    out = b"%PDF-1.5\n" + stream + packed + b"\nendstream\nendobj\n"
    start = len(out)
    out += (
        b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Length 0 >>\nstream\n\nendstream\nendobj\n"
    )
    return out + f"startxref\n{start}\n%%EOF\n".encode()
