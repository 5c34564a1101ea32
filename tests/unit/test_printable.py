"""A text as a page to print: nothing in it becomes markup, and it says its direction."""

from __future__ import annotations

from services.models.page import Page
from services.printable import file_name, html


def test_what_was_typed_is_text() -> None:
    told = html(Page("Titre & <b>", ["1 < 2\nligne"], "fr", is_rtl=False)).decode()
    assert "<title>Titre &amp; &lt;b&gt;</title>" in told
    assert '<p dir="auto">1 &lt; 2\nligne</p>' in told
    assert '<html lang="fr" dir="ltr">' in told


def test_an_empty_paragraph_is_room_to_write() -> None:
    told = html(Page("رسالة الطعن", ["", "التوقيع:"], "ar", is_rtl=True)).decode()
    assert '<html lang="ar" dir="rtl">' in told
    assert told.index('<p class="room"></p>') < told.index("التوقيع:")


def test_a_page_asks_for_nothing_from_elsewhere() -> None:
    told = html(Page("t", ["x"], "fr", is_rtl=False)).decode()
    assert not any(word in told for word in ("http", "src=", "<script", "url("))


def test_its_file_is_named_by_what_it_is() -> None:
    assert file_name(Page("Lettre de recours", [], "fr", is_rtl=False)) == "Lettre-de-recours.html"
