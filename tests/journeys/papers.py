"""Papers that a person may have: made by code, of no person."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw


def photograph(path: Path, lines: int = 24) -> Path:
    """Draw a sheet with lines, as a phone takes it."""
    picture = Image.new("RGB", (1200, 1600), (248, 246, 240))
    pen = ImageDraw.Draw(picture)
    for line in range(lines):
        pen.line((120, 140 + line * 58, 1080, 140 + line * 58), fill=(35, 35, 40), width=5)
    picture.save(path, quality=90)
    return path


def pdf(path: Path, size: int = 0) -> Path:
    """Write one empty page, in a file of at least `size`."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    content, offsets = b"%PDF-1.4\n" + b"% no one's\n" * (size // 11), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj%sendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(
        b"%010d 00000 n \n" % offset for offset in offsets
    )
    content += b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    path.write_bytes(content)
    return path
