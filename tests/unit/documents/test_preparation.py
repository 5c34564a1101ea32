"""What leaves the device: upright, legible, no larger than needed, and nothing about where it was taken."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from services.documents import MAX_PICTURE_SIDE, Prepared, prepare
from services.errors import DocumentError
from tests.unit.documents import files, made


def opened(prepared: Prepared) -> Image.Image:
    image = Image.open(io.BytesIO(prepared.data))
    image.load()
    return image


def is_dark(image: Image.Image, x: int, y: int) -> bool:
    return image.convert("L").getpixel((x, y)) < 90


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_stands_upright_as_readers_show_it(orientation: int) -> None:
    lying = {5, 6, 7, 8}
    mirrored = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    seen = files.page((400, 600))
    stored = seen
    for step in mirrored[orientation]:
        stored = stored.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = opened(prepare(files.encoded(stored, "JPEG", exif=exif)))
    assert image.size == (400, 600)
    assert (stored.size == (600, 400)) == (orientation in lying)
    assert is_dark(image, 200, 10)
    assert not is_dark(image, 200, 590)


@pytest.mark.parametrize("orientation", [1, 6])
def test_all_metadata_is_gone(orientation: int) -> None:
    prepared = prepare(files.photograph(orientation))
    for trace in (b"Exif", b"PHONEMAKER", b"2026:11:21", b"a comment", b"a film", b"http"):
        assert trace not in prepared.data
    image = opened(prepared)
    assert not image.getexif()
    assert set(image.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }


def test_metadata_of_a_png_is_gone() -> None:
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_text("Author", "a name")
    text.add_itxt("XML:com.adobe.xmp", "a place", zip=False)
    prepared = prepare(
        files.encoded(files.page(), "PNG", pnginfo=text, exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08")
    )
    assert b"a name" not in prepared.data
    assert b"a place" not in prepared.data
    assert b"eXIf" not in prepared.data


@pytest.mark.parametrize("form", ["plain", "interlaced", "end missing"])
def test_a_png_is_turned_by_what_follows_its_rows(form: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turn = made.chunk(b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))
    data = made.without_end(made.interlaced() if form == "interlaced" else made.png()) + turn
    prepared = prepare(data if form == "end missing" else data + made.chunk(b"IEND", b""))
    assert opened(prepared).size == made.sheet().size[::-1]
    assert b"eXIf" not in prepared.data


def test_strong_compression_is_kept_bit_for_bit() -> None:
    image = files.noise((300, 400))
    plain = files.encoded(image, "JPEG", quality=40)
    exif = Image.Exif()
    exif[0x010F] = "PHONEMAKER"
    prepared = prepare(files.encoded(image, "JPEG", quality=40, exif=exif))
    assert len(prepared.data) <= len(plain)
    assert opened(prepared).tobytes() == Image.open(io.BytesIO(plain)).tobytes()


@pytest.mark.parametrize("options", [{"progressive": True}, {"restart_marker_rows": 1}, {"subsampling": 0}])
def test_taking_metadata_out_leaves_the_pixels(options: dict[str, object]) -> None:
    from services.documents import jpeg

    data = files.encoded(files.noise((120, 90)), "JPEG", comment=b"a comment", **options)
    stripped = jpeg.read(data + b"a film").plain
    assert len(stripped) < len(data)
    assert Image.open(io.BytesIO(stripped)).tobytes() == Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize("quality", [30, 60, 85, 95])
def test_never_larger_than_it_came(quality: int) -> None:
    for image in (files.page(), files.noise((200, 300))):
        data = files.encoded(image, "JPEG", quality=quality)
        assert len(prepare(data).data) <= len(data)


@pytest.mark.parametrize("quality", [5, 8, 15])
@pytest.mark.parametrize("orientation", [3, 6])
def test_what_is_coded_hard_is_turned_and_not_larger(quality: int, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = files.encoded(files.noise((200, 300)), "JPEG", quality=quality, exif=exif)
    assert len(prepare(data).data) <= len(data)


def test_large_pictures_are_made_smaller_in_proportion() -> None:
    image = opened(prepare(files.photograph(orientation=8, size=(5200, 3900))))
    assert image.size == (MAX_PICTURE_SIDE * 3 // 4, MAX_PICTURE_SIDE)


def test_small_pictures_are_not_made_larger() -> None:
    assert opened(prepare(files.photograph(size=(320, 240)))).size == (320, 240)


def test_drawing_stays_png_and_photograph_in_png_becomes_jpeg() -> None:
    assert prepare(files.encoded(files.page(), "PNG")).media_type == "image/png"
    assert prepare(files.encoded(files.noise((300, 300)), "PNG")).media_type == "image/jpeg"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_is_shown_as_on_paper(mode: str) -> None:
    if mode == "I;16":
        image = files.page(mode="L").convert("I").point(lambda value: value * 257).convert("I;16")
    elif mode in ("LA", "RGBA"):
        image = Image.new("RGBA", (640, 900), (0, 0, 0, 0))
        image.paste((10, 10, 10, 255), (0, 0, 640, 110))
        image = image.convert(mode)
    else:
        image = files.page(mode=mode)
    seen = opened(prepare(files.encoded(image, "PNG")))
    assert is_dark(seen, 300, 50)
    assert not is_dark(seen, 300, 200)


def test_cmyk_keeps_its_colours() -> None:
    seen = opened(prepare(files.encoded(files.page(mode="CMYK"), "JPEG", quality=98)))
    assert is_dark(seen, 300, 50)
    assert not is_dark(seen, 300, 200)


def test_pdf_passes_unchanged() -> None:
    data = files.pdf(3)
    assert prepare(data) == Prepared(data, "application/pdf")


def test_what_is_no_document_is_not_prepared() -> None:
    with pytest.raises(DocumentError) as caught:
        prepare(b"MZ" + b"\x00" * 100)
    assert caught.value.reason == "wrong_type"
