"""A text as a page that any browser prints: no fonts, scripts or addresses of its own."""

from __future__ import annotations

from html import escape

from services.models.page import Page

_STYLE = """
@page { size: A4; margin: 25mm; }
body { font: 14pt/1.6 "Noto Naskh Arabic", "Segoe UI", system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; }
p { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 1.5em; }
.room { min-height: 12em; }
@media print { body { margin: 0; max-width: none; } }
"""


def file_name(page: Page) -> str:
    return f"{page.title.replace(' ', '-')}.html"


def html(page: Page) -> bytes:
    shown = [
        f'<p dir="auto">{escape(each)}</p>' if each.strip() else '<p class="room"></p>'
        for each in page.paragraphs
    ]
    direction = "rtl" if page.is_rtl else "ltr"
    lines = [
        "<!doctype html>",
        f'<html lang="{page.language}" dir="{direction}">',
        f'<head><meta charset="utf-8"><title>{escape(page.title)}</title><style>{_STYLE}</style></head>',
        "<body>",
        *shown,
        "</body></html>",
        "",
    ]
    return "\n".join(lines).encode()
